"""JSON as encoding/json reads and writes it."""

from __future__ import annotations

import base64
import json
import math
import re
from typing import Any

from argogen.argo.evaluation.errors import GoPanicError, LimitError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.encoding.json_errors import explain_invalid_json
from argogen.argo.evaluation.golang.encoding.numbers import format_float
from argogen.argo.evaluation.golang.maps import map_type, sorted_items
from argogen.argo.evaluation.golang.methods import text_in_json
from argogen.argo.evaluation.golang.values import (
    GoStruct,
    GoValue,
    is_nil,
    name_type,
    replace_invalid_bytes,
    type_of,
)
from argogen.argo.evaluation.trampoline import Task, run

_ESCAPED = re.compile('["\\\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]')
_ESCAPED_RAW = re.compile('["\\\\\x00-\x1f\u2028\u2029\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_LARGEST_PLAIN = 21
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def to_json(value: GoValue, indent: str = "", *, escape_html: bool = True) -> str:
    """Return a value as JSON, compact, or with an indentation. Raises GoPanicError for a value without a JSON form."""
    writer = _Writer(indent, _ESCAPED if escape_html else _ESCAPED_RAW)
    run(writer.write(value, "\n"))
    return "".join(writer.parts)


class _Writer:
    """Collects the JSON of a value."""

    def __init__(self, indent: str, escaped: re.Pattern[str]) -> None:
        self.parts: list[str] = []
        self._indent, self._escaped = indent, escaped

    def write(self, value: GoValue, margin: str) -> Task[None]:
        scalar = self._scalar(value)
        if scalar is not None:
            self.parts.append(scalar)
        elif isinstance(value, list):
            yield self._write_list(value, margin)
        elif isinstance(value, GoStruct):
            yield self._write_entries(list(value.fields.items()), margin)
        elif isinstance(value, dict):
            yield self._write_entries(_entries(value), margin)
        else:
            raise GoPanicError(f"json: unsupported type: {name_type(value)}")

    def _write_list(self, items: list[GoValue], margin: str) -> Task[None]:
        inner, separator = margin + self._indent, ","
        self.parts.append("[")
        for number, item in enumerate(items):
            self._break(separator if number else "", inner)
            yield self.write(item, inner)
        self._close(bool(items), margin, "]")

    def _write_entries(self, entries: list[tuple[str, GoValue]], margin: str) -> Task[None]:
        inner = margin + self._indent
        colon = ": " if self._indent else ":"
        self.parts.append("{")
        for number, (key, item) in enumerate(entries):
            self._break("," if number else "", inner)
            self.parts.append(self._string(key) + colon)
            yield self.write(item, inner)
        self._close(bool(entries), margin, "}")

    def _break(self, separator: str, margin: str) -> None:
        self.parts.append(separator + margin if self._indent else separator)

    def _close(self, has_items: bool, margin: str, bracket: str) -> None:
        self.parts.append(margin + bracket if self._indent and has_items else bracket)

    def _scalar(self, value: GoValue) -> str | None:
        """Return the JSON of a value without parts; None for others."""
        if is_nil(value):
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            return _number(value)
        return self._special(value)

    def _special(self, value: GoValue) -> str | None:
        found = type_of(value)
        if found == types.LOCATION:
            return "{}"
        if found is not None and found.name == "[]uint8":
            return self._string(base64.b64encode(bytes(value)).decode())
        text = text_in_json(value)
        return None if text is None else self._string(text)

    def _string(self, text: str) -> str:
        return f'"{self._escaped.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SHORT:
        return _SHORT[character]
    return "\\ufffd" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04x}"


def _number(number: float) -> str:
    if not math.isfinite(number):
        raise GoPanicError(f"json: unsupported value: {format_float(number)}")
    text = format_float(number, -6, _LARGEST_PLAIN)
    return re.sub(r"e-0(\d)$", r"e-\1", text)


def _entries(value: dict[Any, GoValue]) -> list[tuple[str, GoValue]]:
    key = map_type(value).key or types.STRING
    if key.kind != "string" and key.kind not in types.INTEGERS:
        raise GoPanicError(f"json: unsupported type: {name_type(value)}")
    return [(str(key), item) for key, item in sorted_items(value)]


def from_json(text: str) -> GoValue:
    """Return the value of JSON; all numbers are float64. Raises GoPanicError."""
    try:
        value = _DECODER.decode(replace_invalid_bytes(text))
        return run(_replace_surrogates(value)) if _SURROGATE.search(text) else value
    except (ValueError, OverflowError) as error:
        raise GoPanicError(_explain(text, error)) from None
    except RecursionError:
        raise LimitError("the JSON text is nested too deeply") from None


def _replace_surrogates(value: GoValue) -> Task[GoValue]:
    """Return a value whose strings have U+FFFD for escapes of half a character."""
    if isinstance(value, str):
        return replace_invalid_bytes(value)
    if isinstance(value, list):
        items: list[GoValue] = []
        for item in value:
            items += [(yield _replace_surrogates(item))]
        return items
    if isinstance(value, dict):
        entries: dict[str, GoValue] = {}
        for key, item in value.items():
            entries[replace_invalid_bytes(key)] = yield _replace_surrogates(item)
        return entries
    return value


def _explain(text: str, error: Exception) -> str:
    return explain_invalid_json(text) or str(error)


def _read_number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"json: cannot unmarshal number {text} into Go value of type float64")
    return number


def _reject(text: str) -> None:
    raise ValueError(f"invalid character {text[0]!r} looking for beginning of value")


_DECODER = json.JSONDecoder(parse_float=_read_number, parse_int=_read_number, parse_constant=_reject)
