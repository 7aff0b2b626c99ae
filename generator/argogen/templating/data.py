"""The data of a manifest: strings, numbers, booleans, null, and lists and mappings of them."""

from __future__ import annotations

import json
import math
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from types import MappingProxyType
from typing import Any, NoReturn

from jinja2 import Undefined, UndefinedError
from jinja2.runtime import BlockReference
from markupsafe import Markup

from argogen.templating.errors import MisplacedFragmentError, NotDataError
from argogen.yaml.emitter.scalars import write_number

# Types whose values are data without a conversion; numbers are not among them, since some are invalid in JSON.
SCALARS = frozenset({str, bool, type(None)})
_LISTS = (list, tuple, range, Iterator, KeysView, ValuesView, ItemsView)
_DEEPEST = 200
_MOST_BITS = 1024  # as many as the largest number that JSON parsers accept


def as_data(value: Any, finished: Mapping[int, Any] = MappingProxyType({}), depth: int = 0) -> Any:
    """Return a copy of `value` that consists of dict, list, str, int, float, bool and None only.

    Accepts any mapping, tuple, iterator, and subclasses of these; a value whose id is in `finished` is not copied.
    Raises NotDataError for other types and beyond 200 levels, UndefinedError for an undefined value.
    """
    if type(value) in SCALARS or id(value) in finished:
        return value
    if depth > _DEEPEST:
        raise NotDataError(f"value is nested more than {_DEEPEST} levels deep")
    if type(value) is dict or isinstance(value, Mapping):
        return {_as_scalar(key): as_data(item, finished, depth + 1) for key, item in value.items()}
    if type(value) is list or isinstance(value, _LISTS):
        return [as_data(item, finished, depth + 1) for item in value]
    return _as_scalar(value)


def is_absent(value: Any) -> bool:
    """Return whether a manifest omits a value: None, or the empty tuple of the Context, but not an empty list."""
    return value is None or (type(value) is tuple and not value)


def _as_scalar(value: Any) -> Any:
    if type(value) in SCALARS:
        return value
    if isinstance(value, Markup):
        raise MisplacedFragmentError
    if isinstance(value, Undefined):
        raise_undefined(value)
    if isinstance(value, str):
        return str.__str__(value)  # the string itself: str() would return the name of an enum member
    if isinstance(value, (int, float)):
        return _check_size(int(value)) if isinstance(value, int) else _check_finite(float(value))
    if isinstance(value, BlockReference):
        raise NotDataError("`super` is a function: use `super()`")
    raise NotDataError(f"a manifest cannot contain a {type(value).__name__}")


def _check_size(value: int) -> int:
    if value.bit_length() > _MOST_BITS:
        raise NotDataError(f"a manifest cannot contain a number of {value.bit_length():,} bits")
    return value


def _check_finite(value: float) -> float:
    if not math.isfinite(value):
        raise NotDataError(f"a manifest cannot contain {value}: JSON does not support it")
    return value


def raise_undefined(value: Undefined) -> NoReturn:
    """Raise the UndefinedError of an undefined value."""
    str(value)  # a strict one raises here, with its name
    raise UndefinedError("a value is undefined")


def as_text(value: Any) -> str:
    """Return a value of a manifest as a string: numbers as YAML writes them, lists and mappings as JSON.

    Raises ValueError for nan and inf.
    """
    if type(value) is str:
        return value
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    return write_number(value)
