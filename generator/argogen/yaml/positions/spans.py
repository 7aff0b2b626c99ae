"""Map a span in the content of a scalar to a span in its source."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence

from argogen.records import cached_property

_WHITE = " \t\r\n\x85\u2028\u2029"
_UNITS = {  # the source of one character of content that is not white space
    "'": re.compile(rf"''|[^{_WHITE}]"),
    '"': re.compile(rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|\r\n|[\s\S])|[^{_WHITE}]"),
}
_VISIBLE = re.compile(rf"[^{_WHITE}]")
_WHITE_ESCAPE = re.compile(r"\\(?:\r\n|[\stnrNLP]|x(?:20|0[9aAdD]|85)|u(?:0020|000[9aAdD]|0085|202[89]))", re.ASCII)
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|#.*)*)*")


class WrittenScalar:
    """A scalar with its source, for the spans of substrings of its content.

    `style` is the first character of the scalar, "" for a plain one.

    Folding and indentation change white space only. So the n-th visible character of the content is the n-th visible
    character of the source, where an escape sequence counts as its character. They are counted once for all spans.
    """

    def __init__(self, raw: str, style: str, content: str) -> None:
        self._raw = raw
        self._style = style
        self._content = content
        quote = len(style) if style in _UNITS else 0
        is_same = len(content) == len(raw) - 2 * quote and raw.startswith(content, quote)
        # The offset of the content if it has no folding and no escapes, which is the usual case.
        self._begin = quote if is_same else None

    def find(self, start: int, length: int) -> tuple[int, int] | None:
        """Return the first index and the end index of `length` characters of the content, from `start` on.

        None if they have no visible character.
        """
        if self._begin is not None and length and start + length <= len(self._content):
            return self._begin + start, self._begin + start + length
        rank, end = (bisect_left(self._visible, index) for index in (start, start + length))
        starts, ends = self._units
        return (starts[rank], ends[end - 1]) if rank < end <= len(starts) else None

    @cached_property
    def _visible(self) -> Sequence[int]:
        """The indices of the characters of the content that are not white space."""
        return array("l", (found.start() for found in _VISIBLE.finditer(self._content)))

    @cached_property
    def _units(self) -> tuple[Sequence[int], Sequence[int]]:
        """The start and end indices of the same characters in the source."""
        begin, end = _trim(self._raw, self._style)
        units = _UNITS.get(self._style, _VISIBLE).finditer(self._raw, begin, end)
        shown = [unit.span() for unit in units if self._style != '"' or not _is_white(unit[0])]
        return array("l", (first for first, _ in shown)), array("l", (last for _, last in shown))


def _trim(raw: str, style: str) -> tuple[int, int]:
    if style in _UNITS:
        return 1, len(raw) - 1
    if style in ("|", ">"):  # the first line has the indicators, and perhaps a comment
        line_end = re.search(r"[\r\n]", raw)
        return (line_end.end() if line_end else len(raw)), len(raw)
    return 0, len(raw)


def _is_white(unit: str) -> bool:
    return _WHITE_ESCAPE.fullmatch(unit) is not None


def skip_properties(text: str, start: int, end: int) -> int:
    """Return the index at which the content of a node begins, after an anchor and a tag."""
    found = _PROPERTIES.match(text, start, end) if text.startswith(("&", "!"), start) else None
    return found.end() if found else start
