"""JSON whose spelling is kept: Argo passes items of loops and results on as they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.encoding.json_text import from_json, to_json
from argogen.runner.model.reading import PARAMETER_FIELDS

_STRING_OR_SPACE = re.compile(r'"(?:[^"\\]|\\.)*"|[ \t\r\n]+')
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SPECIAL = re.compile("[<>&\u2028\u2029]")
_DECODER = json.JSONDecoder(strict=False)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

# The order of fields in which Argo writes JSON.
_SOURCE = (
    "path", "jsonPath", "jqFilter", "event", "parameter", "supplied", "configMapKeyRef", "default", "expression",
)  # fmt: skip

InvalidJsonError = GoPanicError
"""The error for invalid JSON, with the message of Go."""


def write(value: Any) -> str:
    """Return plain data as JSON."""
    return _ENCODER.encode(value)


def write_parameters(parameters: Iterable[Mapping[str, Any]]) -> str:
    """Return parameters as JSON, with their fields in the order of Argo: null without any."""
    rows = [_sort(each, PARAMETER_FIELDS) for each in parameters]
    rows = [{**row, "valueFrom": _sort(row["valueFrom"], _SOURCE)} if row.get("valueFrom") else row for row in rows]
    return escape_html(write(rows)) if rows else "null"


def _sort(fields: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
    return {name: fields[name] for name in order if name in fields}


def compact(text: str) -> str:
    """Return JSON without spaces, spelled as it is otherwise. Raises InvalidJsonError."""
    from_json(text)
    return _compact(text)


def _compact(text: str) -> str:
    return _STRING_OR_SPACE.sub(lambda found: found[0] if found[0][0] == '"' else "", text)


def escape_html(text: str) -> str:
    """Return JSON with the characters of HTML escaped, as Go writes JSON."""
    return _SPECIAL.sub(lambda found: _HTML[found[0]], text)


def unescape_html(text: str) -> str:
    """Return a string with the characters of HTML as they are."""
    for character in "<>&":
        text = text.replace(_HTML[character], character)
    return text


def split_list(text: str) -> list[str]:
    """Return the elements of a JSON list; null is an empty one. Raises InvalidJsonError."""
    value = from_json(text)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidJsonError(f"json: cannot unmarshal {_name_kind(value)} into Go value of type []v1alpha1.Item")
    return list(_split(_compact(text), 1))


def split_object(text: str) -> dict[str, str]:
    """Return the members of a compact JSON object."""
    members: dict[str, str] = {}
    at = 1
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        _, end = _DECODER.raw_decode(text, at + 1)
        members[name] = text[at + 1 : end]
        at = end + (text[end] == ",")
    return members


def _split(text: str, at: int) -> list[str]:
    elements = []
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        elements.append(text[at:end])
        at = end + (text[end] == ",")
    return elements


def _name_kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "string" if isinstance(value, str) else "object" if isinstance(value, dict) else "number"


def write_canonical(value: Any) -> str:
    """Return data of a manifest as the API server writes it: numbers in the form of Go, keys in order."""
    return unescape_html(to_json(_limit(value)))


def _limit(value: Any) -> Any:
    """Return data with integers that exceed 64 bits as floating-point numbers."""
    if isinstance(value, list):
        return [_limit(item) for item in value]
    if isinstance(value, dict):
        return {key: _limit(item) for key, item in value.items()}
    return float(value) if isinstance(value, int) and not -(2**63) <= value < 2**63 else value
