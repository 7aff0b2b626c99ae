"""Sequences of loops, and the numbers in them in the formats of Go."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_VERB = re.compile(r"%([-+ 0#]*)([0-9]*)(?:\.([0-9]*))?(?:\[([0-9]+)\])?(.|$)", re.DOTALL)
_BASES: Mapping[str, tuple[str, str]] = {
    "d": ("d", ""), "v": ("d", ""), "x": ("x", "0x"), "X": ("X", "0X"), "o": ("o", "0"), "b": ("b", "0b"),
    "O": ("o", ""),
}  # fmt: skip
_REPLACEMENT, _LARGEST = "\ufffd", 0x10FFFF


MAXIMUM_NODES = 200_000
"""The largest number of nodes of a run, and of items of a sequence; Argo cannot run workflows of this size."""


class TooManyItemsError(Exception):
    """A sequence with more items than a workflow can have nodes."""


class SequenceError(ValueError):
    """An invalid sequence, with the message of Argo."""


def expand_sequence(sequence: Mapping[str, Any]) -> Sequence[str]:
    """Return the items of a sequence. Raises SequenceError or TooManyItemsError."""
    start = _read_integer(sequence.get("start")) or 0
    if sequence.get("end") is not None:
        end = _read_integer(sequence["end"]) or 0
    elif sequence.get("count") is not None:
        count = _read_integer(sequence["count"]) or 0
        if count == 0:
            return ()
        end = start + count - 1
    else:
        raise SequenceError("neither end nor count was specified in withSequence")
    numbers = range(start, end + 1) if start <= end else range(start, end - 1, -1)
    if len(numbers) > MAXIMUM_NODES:
        raise TooManyItemsError(f"the sequence has more than {MAXIMUM_NODES:,} items")
    pattern = str(sequence.get("format") or "%d")
    return tuple(f'"{format_number(pattern, number)}"' for number in numbers)


def _read_integer(value: Any) -> int | None:
    if value is None:
        return None
    text = str(value)
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise SequenceError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


class _Verb(NamedTuple):
    """A verb of a format with its flags, width and precision."""

    flags: str
    width: str
    precision: str | None
    letter: str


def format_number(pattern: str, number: int) -> str:
    """Return a number in a format of Go; `%[1]d` refers to it again."""
    following, is_reordered = 0, False

    def write(found: re.Match[str]) -> str:
        nonlocal following, is_reordered
        index = found[4]
        if index:
            following, is_reordered = int(index) - 1, True
        if found[5] == "":
            return "%!(NOVERB)"
        if found[5] == "%":
            return "%"
        if following:
            return f"%!{found[5]}({'BADINDEX' if index else 'MISSING'})"
        following = 1
        return _write_verb(_Verb(found[1], found[2], found[3], found[5]), number)

    written = _VERB.sub(write, pattern)
    return written if following or is_reordered else f"{written}%!(EXTRA int={number})"


def _write_verb(verb: _Verb, number: int) -> str:
    if verb.letter in _BASES:
        return _write_integer(verb, number)
    if verb.letter == "T":
        return _pad("int", verb)
    is_character = verb.letter in ("c", "q")
    if not is_character and verb.letter != "U":
        return f"%!{verb.letter}(int={number})"
    if is_character:
        character = chr(number) if 0 <= number <= _LARGEST and not 0xD800 <= number < 0xE000 else _REPLACEMENT
        return _pad(character if verb.letter == "c" else f"'{character}'", verb)
    code = number if number >= 0 else number + 2**64
    return _pad(f"U+{code:X}" if code > 0xFFFF else f"U+{code:04X}", verb._replace(flags=verb.flags.replace("0", "")))


def _write_integer(verb: _Verb, number: int) -> str:
    form, prefix = _BASES[verb.letter]
    digits = format(abs(number), form)
    if verb.precision is not None:
        least = int(verb.precision or 0)
        if not least and not number:
            return " " * int(verb.width or 0)
        digits = digits.rjust(least, "0")
    sign = "-" if number < 0 else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    if "0" in verb.flags and "-" not in verb.flags and verb.precision is None:
        digits = digits.rjust(int(verb.width or 0) - len(sign), "0")
    if verb.letter == "O":
        prefix = "0o"
    elif "#" not in verb.flags or (verb.letter == "o" and digits.startswith("0")):
        prefix = ""
    return _pad(f"{sign}{prefix}{digits}", verb._replace(flags=verb.flags.replace("0", "")))


def _pad(text: str, verb: _Verb) -> str:
    size = int(verb.width or 0)
    if "-" in verb.flags:
        return text.ljust(size)
    return text.rjust(size, "0" if "0" in verb.flags else " ")
