"""Items of loops: their kind, their text in tags, and their part of the node's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.runner.model.json_text import escape_html, split_list, split_object, unescape_html

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_PARENTHESES = str.maketrans("", "", "()")
_VERB = re.compile(r"%([-+ 0#]*)([0-9]*)(?:\.([0-9]+))?([a-zA-Z%])")


def show_item(text: str) -> str:
    """Return an item, in compact JSON, as a string: strings without quotes, with their escapes."""
    written = unescape_html(escape_html(text))
    return written[1:-1] if written.startswith('"') else written


def build_item_values(text: str) -> tuple[dict[str, str], str]:
    """Return the variables of an item, and its description in the name of the node."""
    first = text[0]
    if first == "{":
        members = split_object(text)
        shown = {name: show_item(value) for name, value in members.items()}
        values = {f"item.{name}": value for name, value in shown.items()}
        ordered = ",".join(f"{_quote(name)}:{escape_html(members[name])}" for name in sorted(members))
        return values | {"item": f"{{{ordered}}}"}, ",".join(sorted(f"{name}:{value}" for name, value in shown.items()))
    if first == "[" or text == "null":
        elements = " ".join(map(show_item, split_list(text)))
        return {"item": escape_html(text)}, f"[{elements}]"
    shown_item = show_item(text)
    return {"item": shown_item}, shown_item


def _quote(name: str) -> str:
    return escape_html('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"')


def name_item(name: str, index: int, description: str) -> str:
    """Return the name of a step or task for one item of its loop."""
    return f"{name}({index}:{description.translate(_PARENTHESES)})"


class SequenceError(ValueError):
    """An invalid sequence, with the message of Argo."""


def expand_sequence(sequence: Mapping[str, Any]) -> Sequence[str]:
    """Return the items of a sequence. Raises SequenceError."""
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
    pattern = str(sequence.get("format") or "%d")
    return tuple(f'"{format_number(pattern, number)}"' for number in numbers)


def _read_integer(value: Any) -> int | None:
    if value is None:
        return None
    text = str(value)
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise SequenceError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def format_number(pattern: str, number: int) -> str:
    """Return a number in a format of Go with one verb."""
    used = False

    def write(found: re.Match[str]) -> str:
        nonlocal used
        flags, width, precision, verb = found.groups()
        if verb == "%":
            return "%"
        if used:
            return f"%!{verb}(MISSING)"
        used = True
        return _write_verb(verb, flags, width, precision, number)

    written = _VERB.sub(write, pattern)
    return written if used else f"{written}%!(EXTRA int={number})"


def _write_verb(verb: str, flags: str, width: str, precision: str | None, number: int) -> str:
    kinds = {"d": "d", "v": "d", "x": "x", "X": "X", "o": "o", "b": "b"}
    if verb not in kinds:
        return f"%!{verb}(int={number})"
    digits = format(abs(number), kinds[verb])
    if precision is not None:
        digits = digits.rjust(int(precision), "0")
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    size = int(width or 0)
    if "0" in flags and "-" not in flags and precision is None:
        digits = digits.rjust(size - len(sign), "0")
    written = f"{sign}{digits}"
    return written.ljust(size) if "-" in flags else written.rjust(size)
