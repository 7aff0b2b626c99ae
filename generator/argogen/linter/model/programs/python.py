"""Read simple Python programs: whether they can write files at all."""

from __future__ import annotations

import ast

# Modules whose functions write no files.
_HARMLESS = frozenset({
    "argparse", "base64", "collections", "dataclasses", "datetime", "decimal", "enum", "functools", "hashlib",
    "itertools", "json", "math", "operator", "platform", "random", "re", "statistics", "string", "sys", "textwrap",
    "time", "typing", "uuid",
})  # fmt: skip
# Functions and methods that write files or run programs.
_WRITERS = frozenset({"open", "exec", "eval", "compile", "dump", "write", "writelines", "__import__", "getattr"})


def writes_nothing(text: str) -> bool:
    """Return whether a program certainly writes no files."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return not any(_may_write(node) for node in ast.walk(tree))


def _may_write(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] not in _HARMLESS for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] not in _HARMLESS
    if isinstance(node, ast.Name):
        return node.id in _WRITERS
    if isinstance(node, ast.Attribute) and node.attr in _WRITERS:
        is_stream = isinstance(node.value, ast.Attribute) and node.value.attr in ("stdout", "stderr")
        return not is_stream
    return False
