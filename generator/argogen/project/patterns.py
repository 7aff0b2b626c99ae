"""Match paths with the patterns of project files: a file, a directory, or a glob with `*`, `**` and `?`."""

from __future__ import annotations

import functools
import glob
import os
import re
from collections.abc import Iterable
from pathlib import Path

_WILDCARD = re.compile(r"(?<![^/])\*\*/|(?<![^/])\*\*$|\*+|\?|\[[^]]+\]")
_EXPRESSIONS = {"**/": "(?:.+/)?", "**": ".*", "?": "[^/]"}


def matches_pattern(path: Path, folder: Path, pattern: str) -> bool:
    """Whether a pattern, relative to a directory, matches a file; both paths are absolute."""
    return bool(PatternIndex(folder, [pattern]).find(path))


class PatternIndex:
    """Patterns, relative to a directory, among which those that match a file are searched for.

    The time of a search does not grow with the number of patterns without wildcards.
    """

    def __init__(self, folder: Path, patterns: Iterable[str]) -> None:
        self._folder = folder
        self._named: dict[str, list[int]] = {}
        self._globs: list[tuple[int, re.Pattern[str]]] = []
        for index, pattern in enumerate(patterns):
            normal = os.path.normpath(pattern).replace(os.sep, "/")
            if glob.has_magic(pattern):
                self._globs.append((index, _compile(normal)))
            else:
                self._named.setdefault(normal, []).append(index)

    def find(self, path: Path) -> list[int]:
        """Return the indices of the patterns that match a file (an absolute path), in order."""
        relative = os.path.relpath(path, self._folder).replace(os.sep, "/")
        prefixes = {relative, ".", *(relative[: slash.start()] for slash in re.finditer("/", relative))}
        found = [index for prefix in prefixes for index in self._named.get(prefix, ())]
        return sorted([*found, *(index for index, glob_ in self._globs if glob_.fullmatch(relative))])


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
