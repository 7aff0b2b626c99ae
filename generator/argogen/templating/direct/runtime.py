"""Functions that directly rendered templates call to place values and to read attributes."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from jinja2 import TemplateError

from argogen.templating.data import SCALARS, as_data, is_absent
from argogen.templating.environment import DICT_ATTRIBUTES
from argogen.templating.errors import FillError, NotDirectError
from argogen.templating.shapes.scalars import Fill


class Owner:
    """The owner of attributes that a template reads: their `names`, and the `known` types that have all of them."""

    def __init__(self, field_names: Mapping[type, frozenset[str]]) -> None:
        self.names: set[str] = set()
        self.is_whole = False
        self.known: set[type] = set()
        self._field_names = field_names

    def admit(self, value: Any) -> Any:
        """Return the owner, or its items as attributes if it is a dict. Raises NotDirectError for other types."""
        if type(value) is dict and not self.is_whole and self.names.isdisjoint(DICT_ATTRIBUTES):
            if self.names == value.keys():
                return SimpleNamespace(**value)
            if self.names <= value.keys():
                return SimpleNamespace(**{name: value[name] for name in self.names})
        if not self.names <= self._field_names[type(value)]:
            raise NotDirectError
        self.known.add(type(value))
        return value


def place_value(value: Any) -> Any:
    """Return a value that is not a string as data, None if it is absent. Raises NotDirectError if it cannot be data."""
    if type(value) in SCALARS:
        return value
    if type(value) is tuple and _holds_text(value):
        return list(value) or None
    try:
        return None if is_absent(value) else as_data(value)
    except TemplateError as error:
        raise NotDirectError from error


def _holds_text(value: tuple[Any, ...]) -> bool:
    for item in value:  # noqa: SIM110 - a generator takes longer than all of this: most tuples have one item
        if type(item) is not str:
            return False
    return True


def fill_text(fill: Fill, values: Any) -> Any:
    """Return a string that contains values, by their numbers."""
    try:
        return fill(values)
    except FillError as error:
        raise NotDirectError from error


def require_list(value: Any) -> None:
    """Require that a loop runs over a list or a tuple."""
    if type(value) is not tuple and type(value) is not list:
        raise NotDirectError


def add_entry(mapping: dict[str, Any], key: Any, value: Any) -> None:
    """Add an entry to a mapping. Raises NotDirectError for a duplicate key."""
    if type(key) is not str or key in mapping:
        raise NotDirectError
    mapping[key] = value


def add_entries(mapping: dict[str, Any], entries: Any) -> None:
    """Add the entries of the mapping after a `<<`."""
    if type(entries) is not dict:
        raise NotDirectError
    for key, value in entries.items():
        add_entry(mapping, key, value)
