"""Write numbers and strings as YAML scalars that all parsers read alike, with quotes only where they are required.

A string is written plain only if no YAML 1.1, YAML 1.2 or Go parser reads it as another value. A string that requires
quotes has double quotes if no character has to be escaped, single quotes if they avoid escapes, and otherwise double
quotes with the escapes of JSON.
"""

from __future__ import annotations

import functools
import json
import math
import re

from argogen.late import compile_late

# Characters by number, not by the Unicode tables of Python, so that all versions of Python write the same bytes.
_LETTER = (
    "\u00a1-\u00ac\u00ae-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U0001fffd"
)


_FIRST, _REST = r"[\w./$(^;{}]|~/|--?[A-Za-z]", r"[!-9;-~{}]|:(?! |\Z)| (?!#)"
_USUAL_STARTS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/$")
_OTHER_STARTS = frozenset("(^;.")


@functools.cache
def _plain() -> re.Pattern[str]:
    """Return the pattern of plain strings with letters beyond ASCII, which is slow to compile and rarely needed."""
    return re.compile(rf"(?!\.\.\.)(?:{_FIRST.format(_LETTER)})(?:{_REST.format(_LETTER)})*(?<! )", re.ASCII)


_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"})
_LONGEST_WORD = max(map(len, _WORDS))
_NUMBER = r"[-+]?(?:0x[0-9a-f]*|0[ob][0-9]*|[0-9.][0-9,.:]*(?:e[-+]?[0-9]*)?)"
_DATE = r"[0-9]+-[0-9].*"
_NUMBER_OR_DATE = compile_late(rf"(?:{_NUMBER}|{_DATE})")
_NUMBER_STARTS = frozenset(".0123456789")  # after a sign
_TYPED_STARTS = frozenset("yYnNoOtTfF.+-0123456789_")  # of strings in ASCII

# Within `[ ]`, most of these end an item, at least in some parsers; an item with a space or a quote is more readable in
# quotes.
_FLOW = compile_late(r"""[,\[\]{}:? '"]""")

# Characters to escape: those that YAML does not allow or reads as line ends, and invisible ones.
_UNSEEN = "\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
_SURROGATE = "[\ud800-\udfff]"


@functools.cache
def _escaped(unseen: str) -> re.Pattern[str]:
    return re.compile(f"[{unseen}]")


def _has_unseen(text: str, but: str = "") -> bool:
    """Return whether a character of `text`, other than those of `but`, must be escaped."""
    seen = text.translate(dict.fromkeys(map(ord, but))) if but else text
    return not seen.isprintable() if seen.isascii() else _escaped(_UNSEEN).search(seen) is not None


def write_scalar(text: str) -> str:
    """Return `text` on one line, as a key or value. Raises ValueError for a lone surrogate, which no parser accepts."""
    if not text.isascii():
        return text if _plain().fullmatch(text) and not _is_typed(text) else write_quoted(text)
    # Equivalent to the pattern, which takes four times as long; large manifests have a different string for each step.
    first = text[:1]
    is_begun = first in _USUAL_STARTS or _begins_plain(text)
    if is_begun and text.isprintable() and ": " not in text and " #" not in text and text[-1] not in ": ":
        return write_quoted(text) if first in _TYPED_STARTS and _is_typed(text) else text
    return write_quoted(text)


def _begins_plain(text: str) -> bool:
    """Return whether a string in ASCII with an unusual first character begins as a plain one."""
    if text[:1] in _OTHER_STARTS:
        return not text.startswith("...")
    return text.startswith("~/") or (text[:1] == "-" and text.removeprefix("-").removeprefix("-")[:1].isalpha())


def _is_typed(text: str) -> bool:
    if text[0].isalpha() and len(text) > _LONGEST_WORD and "_" not in text:
        return False  # most strings
    # go-yaml removes underscores before it parses a number: `0_x1F` is 31.
    text = text.replace("_", "").lower()
    first = text[1:2] if text[:1] in ("+", "-") else text[:1]
    return text in _WORDS or (first in _NUMBER_STARTS and _NUMBER_OR_DATE.fullmatch(text) is not None)


def write_item(text: str) -> str:
    """Return `text` on one line, as an item between `[` and `]`. Raises ValueError as `write_scalar` does."""
    is_quoted = " " in text or _FLOW.search(text)  # most arguments have a space, which is found in a tenth of the time
    return write_quoted(text) if is_quoted else write_scalar(text)


def write_quoted(text: str) -> str:
    """Return `text` in quotes, on one line. Raises ValueError as `write_scalar` does."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'  # most strings
    if _has_surrogate(text):
        raise ValueError("invalid character in a manifest: a lone surrogate")
    if not _has_unseen(text):
        if '"' not in text and "\\" not in text:
            return f'"{text}"'
        if "'" not in text:
            return f"'{text}'"
    return _escaped(_UNSEEN).sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and re.search(_SURROGATE, text) is not None


def is_block(text: str) -> bool:
    """Return whether `text` is written as a block scalar: it has several lines, and no character to escape."""
    return "\n" in text and not text.isspace() and not _has_unseen(text, but="\t\n") and not _has_surrogate(text)


def write_block(text: str, margin: str) -> list[str]:
    """Return the lines of `text` as a literal block scalar, beginning with its header.

    `margin` is the indentation of the block: two columns more than that of the collection around it.
    """
    end = len(text) - len(text.rstrip("\n"))
    # Parsers infer the indentation from the first line; an indicator is required if it begins with white space.
    header = "|" + ("2" if text[0] in " \t\n" else "") + ("-" if end == 0 else "" if end == 1 else "+")
    lines = text.split("\n")
    return [header, *[margin + line if line else "" for line in (lines if end == 0 else lines[:-1])]]


def write_number(value: float | bool | None) -> str:
    """Return a number, boolean or null in a form that YAML 1.1, YAML 1.2, JSON and Go read alike.

    Raises ValueError for nan and inf.
    """
    if isinstance(value, float):
        return _write_float(value)
    return "null" if value is None else str(value).lower()


def _write_float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"invalid number in a manifest: JSON has no {value}")
    mantissa, e, exponent = repr(value).partition("e")
    # YAML 1.1 reads `1e+16` as a string: its floats have a point.
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{e}{exponent}"
