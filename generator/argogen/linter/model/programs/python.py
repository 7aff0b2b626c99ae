"""Read simple Python programs: the files that they write."""

from __future__ import annotations

import ast

# Modules whose functions write no files.
_HARMLESS = frozenset({
    "argparse", "base64", "collections", "dataclasses", "datetime", "decimal", "enum", "functools", "hashlib",
    "itertools", "json", "math", "operator", "platform", "random", "re", "statistics", "string", "sys", "textwrap",
    "time", "typing", "uuid",
})  # fmt: skip
# Functions that may write any file or run any program.
_UNKNOWN = frozenset({"exec", "eval", "compile", "__import__", "getattr", "globals", "vars"})


def list_written(text: str) -> tuple[str, ...] | None:
    """Return the files that a program opens for writing; None if it may write others."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = [node for node in nodes if isinstance(node, ast.Call) and _is_open(node.func)]
    files = [_find_file(call) for call in calls]
    if None in files or len(calls) < sum(map(_is_open, nodes)) or any(map(_may_write, nodes)):
        return None
    return tuple(file for file in files if file)


def _is_open(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "open"


def _find_file(call: ast.Call) -> str | None:
    """Return the constant path that a call opens for writing, "" if it only reads, and None if it is not known."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    modes = [*call.args[1:2], *filter(None, [named.get("mode")])]
    if None in named or any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    mode = "r" if not modes else modes[0].value if isinstance(modes[0], ast.Constant) else None
    path = call.args[0] if call.args else named.get("file")
    if isinstance(mode, str) and not set(mode) & set("wax+"):
        return ""
    is_known = isinstance(mode, str) and isinstance(path, ast.Constant) and isinstance(path.value, str)
    return str(path.value) if is_known and isinstance(path, ast.Constant) else None


def _may_write(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] not in _HARMLESS for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] not in _HARMLESS
    return isinstance(node, ast.Name) and node.id in _UNKNOWN
