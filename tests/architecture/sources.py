"""C++ sources as the checks see them: comments and literals blanked, line numbers kept, enclosing functions known."""
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


@dataclass(frozen=True)
class Literal:
    position: int
    text: str


@dataclass(frozen=True)
class Function:
    start: int
    end: int
    header: str

    @property
    def name(self):
        found = re.search(r"([\w:~]+)\s*\(", self.header)
        return found.group(1).split("::")[-1] if found else ""


TOKEN = re.compile(
    r'(?P<raw>\b(?:u8|u|U|L)?R"(?P<delimiter>[^()\\\s]{0,16})\((?P<body>.*?)\)(?P=delimiter)")'
    r'|(?P<line>//[^\n]*)|(?P<block>/\*.*?\*/)'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<number>\b\d[\w']*)|(?P<char>'(?:\\.|[^'\\\n])+')", re.S)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One file. `code`: comments blanked and literals emptied; `bare`: only comments blanked. Positions are those of the file."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.literals = []
        self.code = TOKEN.sub(lambda m: self._replace(m, True), text)
        self.bare = TOKEN.sub(lambda m: self._replace(m, False), text)
        self._functions = None

    def _replace(self, match, empty):
        if match.group("line") or match.group("block"):
            return blank(match.group(0))
        if match.group("number"):
            return match.group(0)
        if not empty:
            return match.group(0)
        whole = match.group(0)
        if match.group("raw"):
            self.literals.append(Literal(match.start(), match.group("body")))
        elif match.group("string"):
            self.literals.append(Literal(match.start(), whole[1:-1]))
        # An #include's file name is a name, not a text.
        line_start = self.text.rfind("\n", 0, match.start()) + 1
        if re.match(r"\s*#\s*include", self.text[line_start:match.start()]):
            return whole
        return whole[0] + blank(whole[1:-1]) + whole[-1]

    @property
    def folder(self):
        """`models/kube`, `widgets/common`, `app`"""
        parts = self.path.split("/")
        return "/".join(parts[:-1][:2])

    def line_of(self, position):
        return self.text.count("\n", 0, position) + 1

    def includes(self):
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', self.bare, re.M):
            yield self.line_of(match.start(1)), match.group(1)

    def search(self, pattern, flags=0):
        for match in re.finditer(pattern, self.code, flags):
            yield self.line_of(match.start()), match

    def functions(self):
        if self._functions is None:
            self._functions = list(self._find_functions())
        return self._functions

    def _find_functions(self):
        code = re.sub(r"^[ \t]*#.*?(?<!\\)$", lambda m: blank(m.group(0)), self.code, flags=re.M | re.S)
        stack = []
        header_start = 0
        parentheses = 0  # braces between them are default arguments, as long as no body is open
        for match in re.finditer(r"[{};()]", code):
            position, sign = match.start(), match.group()
            inside = any(kind == "function" for kind, _, _ in stack)
            if sign in "()":
                parentheses = 0 if inside else max(0, parentheses + (1 if sign == "(" else -1))
                continue
            if parentheses > 0 and not inside:
                continue
            if sign == "{":
                header = code[header_start:position]
                kind = "scope"
                if re.search(r"\)\s*:(?!:)", header) and re.search(r"[\w>]\s*$", header) and not re.search(
                        r"\)\s*(const|noexcept|override|final)?\s*$", header) and not re.search(r"\b(class|struct|enum)\b", header):
                    kind = "initialiser"  # m_member{value} in a constructor's list: the body is still to come
                elif inside:
                    kind = "block"
                elif "(" in header and not re.match(r"\s*(class|struct|enum|union|namespace|template\s*<[^(]*>\s*(class|struct))\b[^(]*$", header):
                    kind = "function"
                stack.append((kind, header_start, header))
                if kind != "initialiser":
                    header_start = position + 1
            elif sign == "}":
                kind, start, header = stack.pop() if stack else ("scope", 0, "")
                if kind == "function":
                    yield Function(start, position + 1, header.strip())
                if kind != "initialiser":
                    header_start = position + 1
            else:
                if not (stack and stack[-1][0] == "initialiser"):
                    header_start = position + 1

    def function_at(self, position):
        return next((f for f in self.functions() if f.start <= position < f.end), None)


def load(root, folders=("app", "models", "widgets")):
    root = Path(root)
    sources = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cpp", ".h") and path.is_file():
                sources.append(Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")))
    return sources


def rule_pattern(name, pattern, message, where, flags=0):
    """A check that reports each match of a pattern in the sources for which where(source) holds."""

    def check(sources):
        for source in sources:
            if where(source):
                for line, match in source.search(pattern, flags):
                    yield Problem(source.path, line, name, message.format(*[match.group(0).strip()]))

    return check
