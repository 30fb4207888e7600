#!/usr/bin/env python3
"""Checks the sources against the design and says each breach with file and line.

usage: check.py [ROOT]
Exemptions stand in exemptions.txt, one a line: RULE PATH[::FUNCTION] REASON. One that is not used any more is a failure too.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import arrows  # noqa: E402
import idioms  # noqa: E402
import permits  # noqa: E402
import shape  # noqa: E402
from sources import Problem, load  # noqa: E402

EXEMPTIONS = "tests/architecture/exemptions.txt"


def problems(root, sources):
    yield from arrows.check_top_level(root)
    yield from arrows.check_includes(sources)
    yield from arrows.check_cmake(root)
    yield from arrows.check_uses_cover_includes(root, sources)
    yield from arrows.check_screen(sources)
    yield from arrows.check_nats_header(sources)
    yield from arrows.check_widget_folders(sources)
    yield from arrows.check_heavy_includes(sources)
    for check in idioms.CHECKS:
        yield from check(sources)
    yield from permits.check(sources)
    yield from shape.check_sizes(root)
    yield from shape.check_tests(root)


def read_exemptions(text):
    """→ [(line, rule, path, function, reason)], and problems with the list itself"""
    entries, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(None, 2)
        if len(parts) < 3 or len(parts[2].split()) < 3:
            wrong.append(Problem(EXEMPTIONS, number, "exemptions", "a line is: RULE PATH[::FUNCTION] REASON (in a sentence)"))
            continue
        path, _, function = parts[1].partition("::")
        entries.append((number, parts[0], path, function, parts[2]))
    return entries, wrong


def apply_exemptions(found, entries, sources):
    """→ the problems that remain, with those of exemptions that nothing needs"""
    by_path = {source.path: source for source in sources}
    used, left = set(), []
    for problem in found:
        source = by_path.get(problem.path)
        exempt = False
        for number, rule, path, function, _ in entries:
            if rule != problem.rule or path != problem.path:
                continue
            if function and (source is None or function not in functions_on(source, problem.line)):
                continue
            used.add(number)
            exempt = True
        if not exempt:
            left.append(problem)
    for number, rule, path, function, _ in entries:
        if number not in used:
            left.append(Problem(EXEMPTIONS, number, "exemptions", f"nothing needs the exemption of {path} from {rule} any more"))
    return left


def functions_on(source, line):
    return {f.name for f in source.functions() if source.line_of(f.start) <= line <= source.line_of(f.end)}


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    sources = load(root)
    if not sources:
        print(f"there are no sources under {root}")
        return 1
    entries, wrong = read_exemptions((root / EXEMPTIONS).read_text(encoding="utf-8"))
    left = sorted({(p.path, p.line, p.rule, p.text) for p in wrong + apply_exemptions(list(problems(root, sources)), entries, sources)})
    for problem in left:
        print(Problem(*problem))
    print(f"{len(sources)} sources, {len(entries)} exemptions, {len(left)} problems")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
