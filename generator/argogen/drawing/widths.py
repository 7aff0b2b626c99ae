"""The widths of strings in a sans-serif font, without a font: an upper bound for the usual ones.

The table has the greatest advance widths among DejaVu Sans, Liberation Sans (which has those of Arial and Helvetica),
Noto Sans, Open Sans and Roboto, in thousandths of the font size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# The printable characters of ASCII, from the space on.
_ASCII = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 552, 838, 318, 361, 318, 413, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 556, 1015, 684, 686, 722, 770, 667, 611, 778, 752, 339, 552, 667, 557, 907,
    760, 787, 667, 787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 411, 390, 838, 556, 577, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 413, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    551, 636, 838,
)  # fmt: skip
_OTHER, _WIDE, _EMOJI, _FIRST_EMOJI = 850, 1050, 1300, 0x1F000
BOLD = 1.07
"""The width of semi-bold text in relation to that of regular text."""
_BREAKS = re.compile(r"(?<=[-_./,:\s|&])|(?<=[a-z0-9])(?=[A-Z])")
_ELLIPSIS = "…"


def measure_text(text: str, size: float, is_bold: bool = False) -> float:
    """Return the width of a string in a font of this size."""
    total = sum(map(_measure_character, text))
    return total * size / 1000 * (BOLD if is_bold else 1)


def _measure_character(character: str) -> int:
    code = ord(character) - 32
    if 0 <= code < len(_ASCII):
        return _ASCII[code]
    if unicodedata.combining(character):
        return 0
    if code + 32 >= _FIRST_EMOJI:
        return _EMOJI
    return _WIDE if unicodedata.east_asian_width(character) in "FW" else _OTHER


def fit(text: str, width: float, size: float, is_bold: bool = False) -> str:
    """Return a string, cut with an ellipsis if it is wider."""
    if measure_text(text, size, is_bold) <= width:
        return text
    left = width - measure_text(_ELLIPSIS, size, is_bold)
    for count, character in enumerate(text):
        left -= measure_text(character, size, is_bold)
        if left < 0:
            return text[:count].rstrip() + _ELLIPSIS
    return text


def wrap(text: str, width: float, size: float, lines: int, is_bold: bool = False) -> Sequence[str]:
    """Break a string into lines, preferably after a separator; the last one is cut if more would be necessary."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines - 1 and measure_text(rest, size, is_bold) > width:
        head = _take(rest, width, size, is_bold)
        found.append(head.strip())
        rest = rest[len(head) :].lstrip()
    return [*found, fit(rest, width, size, is_bold)] if rest or not found else found


def _take(text: str, width: float, size: float, is_bold: bool) -> str:
    """Return the beginning of a string that fits, up to a separator if that is not in its first third."""
    left, count = width, 0
    for character in text:
        left -= measure_text(character, size, is_bold)
        if left < 0:
            break
        count += 1
    breaks = [found.start() for found in _BREAKS.finditer(text) if count / 3 < found.start() <= count]
    return text[: breaks[-1] if breaks else max(count, 1)]
