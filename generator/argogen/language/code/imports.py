"""Find the imports of the source of a function."""

from __future__ import annotations

import re

# Modules of the standard library without values that have one of the methods below.
_PLAIN = frozenset(
    {
        *("__future__", "abc", "argparse", "base64", "bisect", "collections", "contextlib", "copy", "csv", "enum"),
        *("dataclasses", "functools", "glob", "gzip", "hashlib", "heapq", "io", "itertools", "json", "logging", "math"),
        *("operator", "os", "pathlib", "random", "re", "shutil", "statistics", "string", "subprocess", "sys"),
        *("tempfile", "textwrap", "time", "typing", "urllib", "uuid", "zlib"),
    }
)
# `from a.b import c`, or `import a.b, c as d` up to the end of the line.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+([\w., \t]+?)[ \t]*(?:#.*)?$)", re.MULTILINE
)
_IMPORT_WORD = re.compile(r"\bimport\b")
# The methods by which arrays, models and dates are converted to JSON, and other ways to import a module.
_UNCLEAR = re.compile(r"tolist|model_dump|isoformat|memoryview|importlib|__import__|\b(?:exec|eval)\b")


def imports_plain_modules(source: str) -> bool:
    """Return whether a source certainly has no arrays, models or dates: all its imports are of plain modules.

    False for a source that is unclear, such as one with the word `import` in a comment.
    """
    statements = _IMPORT.findall(source)
    if _UNCLEAR.search(source) or len(statements) != len(_IMPORT_WORD.findall(source)):
        return False
    names = (name.split() for module, several in statements for name in (module, *several.split(",")))
    return all(words[0].partition(".")[0] in _PLAIN for words in names if words)
