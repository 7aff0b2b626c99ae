"""Whether a path is one that a pattern means: a file, a folder, or a pattern with `*`, `**` and `?`."""

from __future__ import annotations

import functools
import glob
import os
import re
from pathlib import Path

_GAP = re.compile(r"(?<![^/])\*\*/|(?<![^/])\*\*$|\*+|\?|\[[^]]+\]")
_WRITTEN = {"**/": "(?:.+/)?", "**": ".*", "?": "[^/]"}


def is_meant(path: Path, folder: Path, pattern: str) -> bool:
    """Whether a pattern, relative to a folder, means a file; all paths are absolute."""
    way = os.path.relpath(path, folder).replace(os.sep, "/")
    if not glob.has_magic(pattern):
        meant = os.path.normpath(pattern).replace(os.sep, "/")
        return meant in (way, ".") or way.startswith(f"{meant}/")
    return _compile(os.path.normpath(pattern).replace(os.sep, "/")).fullmatch(way) is not None


@functools.cache
def _compile(pattern: str) -> re.Pattern[str]:
    start, written = 0, ""
    for gap in _GAP.finditer(pattern):
        written += re.escape(pattern[start : gap.start()]) + _write(gap[0])
        start = gap.end()
    return re.compile(written + re.escape(pattern[start:]), re.DOTALL)


def _write(gap: str) -> str:
    if gap.startswith("["):
        return f"[{'^' if gap[1] == '!' else ''}{re.escape(gap[1:-1].removeprefix('!')).replace(chr(92) + '-', '-')}]"
    return _WRITTEN.get(gap, "[^/]*")
