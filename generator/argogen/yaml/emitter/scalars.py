"""Numbers, and text as one YAML scalar that every reader takes for that text, with no more quotes than that needs.

A text is written plain only when no YAML 1.1, YAML 1.2 or Go reader could take it for anything else. Where it needs
quotes, they are double if nothing has to be escaped, single if that avoids escapes, else double with JSON's escapes.
"""

from __future__ import annotations

import functools
import json
import math
import re

# Characters by number, not by what this Python's Unicode tables say, so that every Python writes the same bytes.
_LETTER = (
    "\u00a1-\u00ac\u00ae-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U0001fffd"
)


@functools.cache
def _plain(letters: str) -> re.Pattern[str]:
    """What may stand without quotes, with `letters` beyond ASCII, which take long to compile and few texts have."""
    first, rest = rf"[\w./$(^;{letters}]|~/|--?[A-Za-z]", rf"[!-9;-~{letters}]|:(?! |\Z)| (?!#)"
    return re.compile(rf"(?!\.\.\.)(?:{first})(?:{rest})*(?<! )", re.ASCII)


_WORD = r"y|n|yes|no|on|off|true|false|null|\.inf|\.nan"
_NUMBER = r"[-+]?(?:0x[0-9a-f]*|0[ob][0-9]*|[0-9.][0-9,.:]*(?:e[-+]?[0-9]*)?)"
_DATE = r"[0-9]+-[0-9].*"
_TYPED = re.compile(rf"(?:{_WORD}|{_NUMBER}|{_DATE})", re.IGNORECASE)

# Inside `[ ]` the first ones end an item, or did for some reader once; with a blank or a quote in it, an item is easier
# to tell from its neighbours in quotes.
_FLOW = re.compile(r"""[,\[\]{}:? '"]""")

# Must be escaped: what YAML cannot hold as it is or reads as a line end, and what a person would not see.
_UNSEEN = "\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
_SURROGATE = re.compile("[\ud800-\udfff]")


@functools.cache
def _escaped(unseen: str) -> re.Pattern[str]:
    return re.compile(f"[{unseen}]")


def _holds_unseen(text: str, but: str = "") -> bool:
    """Whether something in `text`, other than the characters `but`, must be escaped."""
    seen = text.translate(dict.fromkeys(map(ord, but))) if but else text
    return not seen.isprintable() if seen.isascii() else _escaped(_UNSEEN).search(seen) is not None


def write_scalar(text: str) -> str:
    """`text` on one line, as a key or as a value. ValueError for a lone surrogate, which no reader takes."""
    # Go leaves underscores out before it looks for a number: `0_x1F` is 31.
    if _plain("" if text.isascii() else _LETTER).fullmatch(text) and not _TYPED.fullmatch(text.replace("_", "")):
        return text
    return write_quoted(text)


def write_item(text: str) -> str:
    """`text` on one line, as an item between `[` and `]`. ValueError as of `write_scalar`."""
    return write_quoted(text) if _FLOW.search(text) else write_scalar(text)


def write_quoted(text: str) -> str:
    """`text` in quotes, on one line. ValueError as of `write_scalar`."""
    if _SURROGATE.search(text):
        raise ValueError("half a character (a lone surrogate) cannot stand in a manifest")
    if not _holds_unseen(text):
        if '"' not in text and "\\" not in text:
            return f'"{text}"'
        if "'" not in text:
            return f"'{text}'"
    return _escaped(_UNSEEN).sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def is_block(text: str) -> bool:
    """Whether `text` is to be written as a block of lines: it has several, and nothing that would need an escape."""
    return "\n" in text and not text.isspace() and not _holds_unseen(text, but="\t\n") and not _SURROGATE.search(text)


def write_block(text: str, margin: str) -> list[str]:
    """The lines of `text` as a literal block scalar, its header first.

    `margin` is the block's indentation: two columns more than that of the collection it is in.
    """
    end = len(text) - len(text.rstrip("\n"))
    # Readers infer the indentation from the first line; an indicator is needed if that starts with white space.
    header = "|" + ("2" if text[0] in " \t\n" else "") + ("-" if end == 0 else "" if end == 1 else "+")
    lines = text.split("\n")
    return [header, *[margin + line if line else "" for line in (lines if end == 0 else lines[:-1])]]


def write_number(value: float | bool | None) -> str:
    """A number, boolean or null in a form that YAML 1.1, YAML 1.2, JSON and Go read alike.

    Raises ValueError for nan and inf.
    """
    if isinstance(value, float):
        return _write_float(value)
    return "null" if value is None else str(value).lower()


def _write_float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot stand in a manifest: JSON has no such number")
    mantissa, e, exponent = repr(value).partition("e")
    # YAML 1.1 takes `1e+16` for text: its floats have a point.
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{e}{exponent}"
