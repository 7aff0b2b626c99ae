"""Select parts of a JSON value."""

from __future__ import annotations

import functools

from argogen.argo.evaluation.errors import GoPanicError, LimitError
from argogen.argo.evaluation.golang.values import GoValue
from argogen.argo.evaluation.jsonpath.parser import parse_path
from argogen.argo.evaluation.jsonpath.steps import Path

_KEPT = 256


def query(path: str, value: GoValue) -> GoValue:
    """Return the selected part of a value. Raises GoPanicError for an invalid path, and where nothing is selected."""
    try:
        return _compile(path).apply(value, value)
    except RecursionError:
        raise LimitError("the JSONPath or the value is nested too deeply") from None


@functools.lru_cache(maxsize=_KEPT)
def _compile(path: str) -> Path:
    try:
        return parse_path(path)
    except GoPanicError as error:
        raise GoPanicError(f"invalid JSONPath selector '{path}' {error}") from None
