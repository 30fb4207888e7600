"""Sizes of files, and tests that are really run."""
import re
from pathlib import Path

from sources import Problem

LONGEST = 500
TIERS = ("unit", "server", "cluster", "gui")


def check_sizes(root):
    root = Path(root)
    for folder in ("app", "models", "widgets", "tests", "installer"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cpp", ".h", ".py", ".sh", ".txt", ".c") and path.is_file():
                lines = path.read_text(encoding="utf-8", errors="replace").count("\n")
                if lines > LONGEST:
                    yield Problem(path.relative_to(root).as_posix(), lines, "size", f"{lines} lines; a file holds one idea, in at most {LONGEST}")


def check_tests(root):
    """Every test file is of a tier, registers each of its test classes, and its folder is built."""
    root = Path(root)
    listing = root / "tests/CMakeLists.txt"
    built = set(re.findall(r"natsdeck_tests\(\s*(\w+)", listing.read_text(encoding="utf-8"))) if listing.exists() else set()
    for path in sorted((root / "tests").glob("*/*.cpp")):
        relative = path.relative_to(root).as_posix()
        folder = path.parent.name
        if folder in ("support", "bench", "fuzz", "architecture", "cluster") or path.name.startswith("support_"):
            continue
        if not path.name.startswith(tuple(tier + "_" for tier in TIERS)):
            yield Problem(relative, 1, "tests", f"the name of a test begins with its tier ({', '.join(TIERS)}); this one is never built")
            continue
        if folder not in built:
            yield Problem(relative, 1, "tests", f"tests/CMakeLists.txt has no natsdeck_tests({folder} …); this one is never built")
        text = path.read_text(encoding="utf-8")
        registered = set(re.findall(r"^NATSDECK_TEST\((\w+)\)", text, re.M))
        if not registered:
            yield Problem(relative, 1, "tests", "no NATSDECK_TEST(Class): nothing here is ever run")
        if not re.search(r'^#include "' + re.escape(path.stem) + r'\.moc"', text, re.M):
            yield Problem(relative, 1, "tests", f'does not end with #include "{path.stem}.moc"')
        for match in re.finditer(r"\bclass\s+(\w+Test)\b[^;{]*\{([^{}]|\{[^{}]*\})*?private\s+(?:slots|Q_SLOTS)\s*:", text):
            if match.group(1) not in registered:
                yield Problem(relative, text.count("\n", 0, match.start()) + 1, "tests", f"the test class {match.group(1)} is not registered")
