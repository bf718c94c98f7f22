"""Limits for the size of files and functions. Exceptions are listed with their reason."""

import ast
from pathlib import Path

LONGEST = {".py": 320, ".html": 150, ".js": 200, ".sh": 150}
LONGEST_FUNCTION = 40
EXCEPTIONS: dict[str, str] = {}


def breaches(root, names):
    """Return a line for every file and function that exceeds its limit."""
    found = []
    for name in names:
        path = Path(root, name)
        if path.suffix in LONGEST and "migrations" not in path.parts:
            found += [line for line in _breaches_in(path, name) if line not in EXCEPTIONS]
    return found


def _breaches_in(path, name):
    source = path.read_text()
    length, most = len(source.splitlines()), LONGEST[path.suffix]
    if length > most:
        yield f"{name}: {length} lines, at most {most}"
    if path.suffix == ".py":
        yield from _long_functions(ast.parse(source), name)


def _long_functions(tree, name):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}: {node.name} has {length} lines, at most {LONGEST_FUNCTION}"
