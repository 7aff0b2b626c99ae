"""Conditions of resource templates: label selectors that Argo applies to the fields of an object."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.expressions.selector import check_selector
from argogen.records import Record

_REQUIREMENT = re.compile(
    r"\s*(?:(?P<absent>!)?\s*(?P<key>[^\s!=<>(),]+))\s*"
    r"(?:(?P<operator>==|=|!=|<|>)\s*(?P<value>[^\s,()]*)|(?P<among>in|notin)\s*\((?P<values>[^()]*)\))?\s*(?:,|$)"
)
_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_WORDS = {">": "gt", "<": "lt"}


class Requirement(Record):
    """A part of a selector: the path of a field, an operator, and the values to which the field is compared."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the requirement as the messages of Argo have it."""
        return f"{{{self.key} {_WORDS.get(self.operator, self.operator)} [{' '.join(self.values)}]}}"

    def matches(self, data: Any) -> bool:
        """Return whether an object satisfies it."""
        value = find_field(data, self.key)
        if value is None:
            return self.operator in ("!", "!=", "notin")
        return _OPERATORS[self.operator](value, self.values)


def _compare(value: str, values: tuple[str, ...], *, is_greater: bool) -> bool:
    if not _INTEGER.fullmatch(value):
        return False
    limit = int(values[0])
    return int(value) > limit if is_greater else int(value) < limit


_OPERATORS: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = {
    "=": lambda value, values: value in values,
    "==": lambda value, values: value in values,
    "in": lambda value, values: value in values,
    "!=": lambda value, values: value not in values,
    "notin": lambda value, values: value not in values,
    "exists": lambda _value, _values: True,
    "!": lambda _value, _values: False,
    ">": lambda value, values: _compare(value, values, is_greater=True),
    "<": lambda value, values: _compare(value, values, is_greater=False),
}


def read_requirements(text: str) -> list[Requirement]:
    """Return the parts of a selector, all of which must match. Raises ExpressionSyntaxError."""
    check_selector(text)
    found = []
    for part in _REQUIREMENT.finditer(text):
        if part["among"]:
            values = tuple(sorted(value.strip() for value in part["values"].split(",")))
            found.append(Requirement(part["key"], part["among"], values))
        elif part["operator"]:
            found.append(Requirement(part["key"], part["operator"], (part["value"],)))
        else:
            found.append(Requirement(part["key"], "!" if part["absent"] else "exists"))
    return found


def find_field(data: Any, path: str) -> str | None:
    """Return the value at a path such as `status.conditions.0.type` as a string, None without one."""
    for name in path.split("."):
        if isinstance(data, Mapping) and name in data:
            data = data[name]
        elif isinstance(data, list) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        else:
            return None
    if data is None:
        return ""
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, separators=(",", ":"))
