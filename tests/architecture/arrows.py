"""Who may use whom (design, section 3): include lines and the USES and LINKS lines of CMake."""
import re
from pathlib import Path

from sources import Problem

# The arrows as designed; everything may use base, and what one may use through another it may include.
ARROWS = {
    "base": [],
    "guard": ["base"],
    "plan": ["guard"],
    "kube": ["guard"],
    "nats": ["guard"],
    "settings": ["guard", "kube", "nats"],  # implements the interfaces these declare
    "jetstream": ["nats", "plan"],
    "services": ["nats"],
    "access": ["nats"],
    "workloads": ["kube"],
    "monitoring": ["base"],
    "explorer": ["jetstream"],
    "deployment": ["plan", "kube", "workloads", "jetstream", "access"],
    "systems": ["settings", "plan", "kube", "workloads", "nats", "jetstream", "services", "access", "monitoring", "explorer", "deployment"],
}
WIDGETS_MAY_USE = [name for name in ARROWS]
SHARED_WIDGETS = {"common", "charts", "shell"}
TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "app", "widgets", "models", "resources", "translations", "tests",
             "installer"}
SCREEN_LIBRARIES = re.compile(r"Qt6::(Gui|Widgets|Charts|Svg|SvgWidgets|OpenGL|OpenGLWidgets|PrintSupport)\b")
# Where Qt is not installed the commonest names still have to be found.
SCREEN_HEADERS = {"QWidget", "QPainter", "QColor", "QIcon", "QPixmap", "QImage", "QFont", "QFontMetrics", "QPalette", "QBrush", "QPen", "QAction",
                  "QApplication", "QGuiApplication", "QClipboard", "QDesktopServices", "QKeySequence", "QKeyEvent", "QStandardItemModel",
                  "QTextDocument", "QLabel", "QDialog", "QMessageBox", "QTableView", "QTreeView", "QValidator", "QRegularExpressionValidator"}


def closure(name, arrows=None):
    arrows = ARROWS if arrows is None else arrows
    seen = {"base"} if name != "base" else set()
    waiting = list(arrows.get(name, []))
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += arrows.get(one, [])
    return seen


def screen_headers():
    names = set(SCREEN_HEADERS)
    for include in Path("/usr/include").glob("*/qt6"):
        core = {p.name for p in (include / "QtCore").glob("Q*")}
        for module in ("QtGui", "QtWidgets", "QtCharts", "QtSvg"):
            names |= {p.name for p in (include / module).glob("Q*") if p.name not in core}
    return names


def check_includes(sources, arrows=None):
    arrows = ARROWS if arrows is None else arrows
    for source in sources:
        parts = source.path.split("/")
        if parts[0] != "models" or len(parts) < 3:
            continue
        library = parts[1]
        if library not in arrows:
            yield Problem(source.path, 1, "arrows", f"models/{library} is not in ARROWS of tests/architecture/arrows.py")
            continue
        allowed = closure(library, arrows) | {library}
        for line, name in source.includes():
            target = name.split("/")
            if target[0] in ("widgets", "app"):
                yield Problem(source.path, line, "arrows", f"models/ must not use {name}")
            if target[0] == "models" and len(target) > 2 and target[1] not in allowed:
                yield Problem(source.path, line, "arrows", f"models/{library} must not use models/{target[1]} ({name})")


def cmake_calls(text):
    """(line, name, {keyword: words}) of each natsdeck_library(...)"""
    text = re.sub(r"#[^\n]*", "", text)
    for match in re.finditer(r"natsdeck_library\(\s*(\w+)([^)]*)\)", text):
        keywords, current = {}, None
        for word in match.group(2).split():
            if word in ("PCH", "USES", "LINKS", "PRIVATE", "FOLDERS"):
                current = keywords.setdefault(word, [])
            elif current is not None:
                current.append(word)
        yield text.count("\n", 0, match.start()) + 1, match.group(1), keywords


def check_cmake(root, arrows=None):
    arrows = ARROWS if arrows is None else arrows
    root = Path(root)
    for path in sorted((root / "models").glob("*/CMakeLists.txt")):
        relative = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        for line, name, keywords in cmake_calls(text):
            if name not in arrows:
                yield Problem(relative, line, "arrows", f"the library {name} is not in ARROWS of tests/architecture/arrows.py")
                continue
            for use in keywords.get("USES", []):
                if use not in closure(name, arrows):
                    yield Problem(relative, line, "arrows", f"{name} USES {use}, for which there is no arrow")
        for match in SCREEN_LIBRARIES.finditer(text):
            yield Problem(relative, text.count("\n", 0, match.start()) + 1, "no-screen-in-models", f"models/ must not link {match.group(0)}")
    path = root / "widgets/CMakeLists.txt"
    if path.exists():
        for line, name, keywords in cmake_calls(path.read_text(encoding="utf-8")):
            for use in keywords.get("USES", []):
                if use not in WIDGETS_MAY_USE:
                    yield Problem("widgets/CMakeLists.txt", line, "arrows", f"{name} USES {use}, which is no library of models/")


def check_uses_cover_includes(root, sources):
    """What a library includes it must also name, itself or through what it names, in USES."""
    uses = {}
    for path in sorted(Path(root).glob("models/*/CMakeLists.txt")):
        for _, name, keywords in cmake_calls(path.read_text(encoding="utf-8")):
            uses[name] = keywords.get("USES", [])
    for source in sources:
        parts = source.path.split("/")
        if parts[0] != "models" or len(parts) < 3 or parts[1] not in uses:
            continue
        for line, name in source.includes():
            target = name.split("/")
            if target[0] == "models" and len(target) > 2 and target[1] != parts[1] and target[1] not in closure(parts[1], uses) | set(uses[parts[1]]):
                yield Problem(source.path, line, "arrows", f"{name} is included but models/{parts[1]}/CMakeLists.txt does not name {target[1]} in USES")


def check_screen(sources, names=None):
    names = screen_headers() if names is None else names
    for source in sources:
        if source.path.startswith("models/"):
            for line, name in source.includes():
                if name.split("/")[-1] in names or name.split("/")[0] in ("QtGui", "QtWidgets", "QtCharts", "QtSvg"):
                    yield Problem(source.path, line, "no-screen-in-models", f"models/ run without a screen; {name} belongs to Qt Gui or Widgets")


def check_nats_header(sources):
    for source in sources:
        if source.folder != "models/nats":
            for line, name in source.includes():
                if name.split("/")[-1] == "nats.h" or name.startswith("nats/"):
                    yield Problem(source.path, line, "nats-header", "only models/nats includes nats.h")


def check_widget_folders(sources):
    for source in sources:
        parts = source.path.split("/")
        for line, name in source.includes():
            target = name.split("/")
            if target[0] == "app" and parts[0] != "app":
                yield Problem(source.path, line, "widget-folders", f"only app/ uses app/ ({name})")
            if parts[0] != "widgets" or len(parts) < 3 or target[0] != "widgets" or len(target) < 3:
                continue
            if target[1] != parts[1] and target[1] not in SHARED_WIDGETS:
                yield Problem(source.path, line, "widget-folders", f"widgets/{parts[1]} must not use widgets/{target[1]} ({name})")


def check_heavy_includes(sources):
    umbrellas = {"QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtConcurrent", "QtCharts", "QtSql", "QtTest", "QtWebSockets"}
    for source in sources:
        for line, name in source.includes():
            if name in umbrellas or name in {f"{u}/{u}" for u in umbrellas}:
                yield Problem(source.path, line, "includes", f"{name} is a whole module; include the classes that are used")
            elif source.path.endswith(".h") and name.split("/")[-1].startswith("QtConcurrent"):
                yield Problem(source.path, line, "includes", f"{name} in a header slows every file that includes it")


def check_top_level(root):
    for path in sorted(Path(root).iterdir()):
        if not path.name.startswith(".") and path.name != "build" and path.name not in TOP_LEVEL:
            yield Problem(path.name, 1, "layout", "the top level is fixed (design, section 3)")
