"""Match paths with the patterns of project files: a file, a directory, or a glob with `*`, `**` and `?`."""

from __future__ import annotations

import functools
import glob
import os
import re
from pathlib import Path

_WILDCARD = re.compile(r"(?<![^/])\*\*/|(?<![^/])\*\*$|\*+|\?|\[[^]]+\]")
_EXPRESSIONS = {"**/": "(?:.+/)?", "**": ".*", "?": "[^/]"}


def matches_pattern(path: Path, folder: Path, pattern: str) -> bool:
    """Whether a pattern, relative to a directory, matches a file; both paths are absolute."""
    relative = os.path.relpath(path, folder).replace(os.sep, "/")
    if not glob.has_magic(pattern):
        prefix = os.path.normpath(pattern).replace(os.sep, "/")
        return prefix in (relative, ".") or relative.startswith(f"{prefix}/")
    return _compile(os.path.normpath(pattern).replace(os.sep, "/")).fullmatch(relative) is not None


@functools.cache
def _compile(pattern: str) -> re.Pattern[str]:
    start, expression = 0, ""
    for wildcard in _WILDCARD.finditer(pattern):
        expression += re.escape(pattern[start : wildcard.start()]) + _translate(wildcard[0])
        start = wildcard.end()
    return re.compile(expression + re.escape(pattern[start:]), re.DOTALL)


def _translate(wildcard: str) -> str:
    if wildcard.startswith("["):
        characters = re.escape(wildcard[1:-1].removeprefix("!")).replace(r"\-", "-")
        return f"[{'^' if wildcard[1] == '!' else ''}{characters}]"
    return _EXPRESSIONS.get(wildcard, "[^/]*")
