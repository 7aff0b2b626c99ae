"""Map a span in the content of a scalar to the span in the text in which it is written."""

from __future__ import annotations

import re

_WHITE = " \t\r\n\x85\u2028\u2029"
_UNITS = {  # what stands for one character of content that is not white space
    "'": re.compile(rf"''|[^{_WHITE}]"),
    '"': re.compile(rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|\r\n|[\s\S])|[^{_WHITE}]"),
}
_PLAIN_UNIT = re.compile(rf"[^{_WHITE}]")
_WHITE_ESCAPE = re.compile(r"\\(?:\r\n|[\stnrNLP]|x(?:20|0[9aAdD]|85)|u(?:0020|000[9aAdD]|0085|202[89]))", re.ASCII)


def find_span(raw: str, style: str, content: str, start: int, length: int) -> tuple[int, int] | None:
    """Return the span in `raw`, a scalar as written, of `content[start : start + length]`: first index, end index.

    `style` is the character that opens the scalar, "" for a plain one. None if there is nothing to find.

    Folding and indentation change white space only: so the n-th other character of the content is the n-th of the text,
    counting an escape as what it means.
    """
    quote = len(style) if style in _UNITS else 0
    if length and start + length <= len(content) == len(raw) - 2 * quote and raw.startswith(content, quote):
        return quote + start, quote + start + length  # nothing folded, nothing escaped: the usual case
    wanted = content[start : start + length]
    rank, count = _count_visible(content[:start]), _count_visible(wanted)
    units = _list_units(raw, style)[rank : rank + count]
    return (units[0][0], units[-1][1]) if count and len(units) == count else None


def _count_visible(text: str) -> int:
    return len(text) - sum(map(text.count, _WHITE))


def _list_units(raw: str, style: str) -> list[tuple[int, int]]:
    begin, end = _trim(raw, style)
    units = _UNITS.get(style, _PLAIN_UNIT).finditer(raw, begin, end)
    return [unit.span() for unit in units if style != '"' or not _is_white(unit[0])]


def _trim(raw: str, style: str) -> tuple[int, int]:
    if style in _UNITS:
        return 1, len(raw) - 1
    if style in ("|", ">"):  # the first line holds the indicators and perhaps a comment
        line_end = re.search(r"[\r\n]", raw)
        return (line_end.end() if line_end else len(raw)), len(raw)
    return 0, len(raw)


def _is_white(unit: str) -> bool:
    return _WHITE_ESCAPE.fullmatch(unit) is not None
