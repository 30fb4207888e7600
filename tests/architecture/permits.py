"""The gate is a type: what changes the outside world stands in a function that takes a guard::Permit."""
import re

from sources import Problem

# Calls that change something, or may: each stands in a function that names a Permit, or in an exemption with its reason.
CALLS = [
    (r"\b(?i:\w*(?:manager|network|access|http|nam)\w*)(?:\(\))?(?:\.|->)(?:post|put)\s*\(|(?:\.|->)(?:deleteResource|sendCustomRequest)\s*\(",
     "an HTTP request that is no GET"),
    (r"\bnatsConnection_(?:Publish\w*|Request\w*)\s*\(", "a publish"),
    (r"\b(?:js|kvStore|objStore|js_\w+|kv\w*)_(?:Publish\w*|Add\w*|Update\w*|Delete\w*|Purge\w*|Put\w*|Create\w*)\s*\(", "a JetStream call that changes something"),
    (r"\brunChild\s*\(", "a process start"),
    (r"\bQProcess::(?:startDetached|execute)\s*\(|(?i:\bprocess\w*|\bchild\w*)(?:\.|->)(?:start|startDetached)\s*\(", "a process start"),
    (r"(?<![\w.>])(?:::)?(?:fork|vfork|execv|execve|execvp|execvpe)\s*\(", "a process start"),
    (r"(?<![\w.>])(?:::)?kill\s*\(\s*\w[^;]*?,(?!\s*0\s*\))", "a signal to a process"),
]
# The private half of a library sends without asking again: there it is the callers who name the Permit.
PRIVATE_CALLS = {
    "models/kube/": (r"(?<!\bvoid )\b(?:applyObject|createObject|patchObject|removeObject)\s*\(", "a change of a Kubernetes object"),
}
VERBS = re.compile(r"POST|PUT|PATCH|DELETE")
# Subjects of the JetStream API that change something; the reading ones (INFO, NAMES, LIST, MSG.GET, DIRECT.GET) are free.
JETSTREAM = re.compile(
    r"(?:^|\.)(?:STREAM\.(?:CREATE|UPDATE|DELETE|PURGE|RESTORE|SNAPSHOT|MSG\.DELETE|PEER\.REMOVE|LEADER\.STEPDOWN)"
    r"|CONSUMER\.(?:CREATE|DURABLE|DELETE|PAUSE|RESET|UNPIN|LEADER\.STEPDOWN)|META\.LEADER|SERVER\.REMOVE|ACCOUNT\.(?:PURGE|STREAM\.MOVE))(?:\.|$|%)")


def names_permit(function):
    return function is not None and re.search(r"\bPermit\b", function.header) is not None


def enclosing_lambda_takes_permit(source, function, position):
    """A lambda with a Permit parameter around the position counts as the function."""
    for match in re.finditer(r"\]\s*\(([^)]*\bPermit\b[^)]*)\)[^{;]*\{", source.code[function.start:function.end]):
        depth, start = 0, function.start + match.end() - 1
        for at in range(start, function.end):
            depth += {"{": 1, "}": -1}.get(source.code[at], 0)
            if depth == 0:
                if start <= position <= at:
                    return True
                break
    return False


def check(sources):
    for source in sources:
        if not source.path.startswith(("models/", "app/", "widgets/")):
            continue
        found = []
        for pattern, what in CALLS:
            found += [(match.start(), what) for _, match in source.search(pattern)]
        for folder, (pattern, what) in PRIVATE_CALLS.items():
            if source.path.startswith(folder) and source.path.endswith(".cpp"):
                found += [(match.start(), what) for _, match in source.search(pattern)]
        for literal in source.literals:
            if VERBS.fullmatch(literal.text):
                found.append((literal.position, f"the HTTP verb {literal.text}"))
            if JETSTREAM.search(literal.text):
                found.append((literal.position, f"the JetStream request {literal.text}"))
        for position, what in sorted(found):
            function = source.function_at(position)
            if function is None and source.path.endswith(".h") and what in ("a process start", "a signal to a process"):
                continue  # a declaration
            if names_permit(function) or function is not None and enclosing_lambda_takes_permit(source, function, position):
                continue
            if function is not None and position < function.start + len(function.header) and what in ("a process start", "a signal to a process"):
                continue  # the name of the function itself
            where = function.name if function is not None else "(no function)"
            yield Problem(source.path, source.line_of(position), "permit", f"{where}: {what} needs a guard::Permit parameter")
