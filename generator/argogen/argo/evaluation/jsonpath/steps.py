"""The steps of a path; those in this module select one value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.values import GoValue, Int64, encode, kind_of


class Script(Protocol):
    """An expression in a path."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no expression."""

    def evaluate(self, root: GoValue, current: GoValue) -> GoValue:
        """Return the value. Raises GoPanicError."""


class Path(NamedTuple):
    """Steps that are applied one after the other."""

    steps: tuple[Step, ...]

    def apply(self, root: GoValue, current: GoValue) -> GoValue:
        """Return the selected part. Raises GoPanicError."""
        if not self.steps:
            return current
        return self.steps[0].apply(root, current, Path(self.steps[1:]))

    def select(self, root: GoValue, current: GoValue) -> GoValue:
        """Return the selected part; nil where nothing is selected."""
        try:
            return self.apply(root, current)
        except GoPanicError:
            return None

    def select_each(self, root: GoValue, items: Sequence[GoValue]) -> list[GoValue]:
        """Return what the steps select in each item, without nil."""
        if not self.steps:
            return list(items)
        selected = (self.select(root, item) for item in items)
        return [item for item in selected if item is not None]

    @property
    def begins_with_index(self) -> bool:
        """Whether the first step selects an element of a list by its index."""
        return bool(self.steps) and isinstance(self.steps[0], Index)


class Step(ABC):
    """A step of a path."""

    @abstractmethod
    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Return what this step and the rest of the path select. Raises GoPanicError."""


def unexpected(step: str, wanted: str, value: GoValue) -> GoPanicError:
    """Return the error of a step that cannot be applied to a value."""
    found = "nil" if value is None else kind_of(value)
    return GoPanicError(f"{step}: invalid token target. expected [{wanted}] got [{found}]")


def as_integer(value: GoValue) -> int | None:
    """Return an integer, or a float64 without a fraction; None for other values."""
    if kind_of(value) in types.SIGNED:
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


class Root(Step):
    """`$`."""

    def apply(self, root: GoValue, _: GoValue, rest: Path) -> GoValue:
        """Continue at the whole value."""
        return rest.apply(root, root)


class Current(Step):
    """`@`."""

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at the current value."""
        return rest.apply(root, current)


class Key(Step):
    """`.key` or `['key']`."""

    def __init__(self, key: str) -> None:
        self._key = key

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at the value of a key."""
        if not isinstance(current, dict):
            raise unexpected("key", "map", current)
        if self._key not in current:
            raise GoPanicError(f"key: invalid token key '{self._key}' not found")
        return rest.apply(root, current[self._key])


class Index(Step):
    """`[0]`."""

    def __init__(self, index: int) -> None:
        self._index = index

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at an element."""
        if not isinstance(current, list):
            raise unexpected("index", "array slice", current)
        if not -len(current) <= self._index < len(current):
            raise GoPanicError("index: invalid token out of range")
        return rest.apply(root, current[self._index])


class Length(Step):
    """`.length`, unless it is a key."""

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at the number of elements, entries or bytes."""
        if not isinstance(current, (dict, list, str)):
            raise unexpected("length", "array map slice string", current)
        length: GoValue = Int64(len(encode(current) if isinstance(current, str) else current))
        if isinstance(current, dict):
            length = current.get("length", length)
        return rest.apply(root, length)


class ScriptStep(Step):
    """`[(…)]`."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at the key or index that an expression results in."""
        result = evaluate_script(self._script, root, current)
        if result is None:
            raise GoPanicError("unexpected expression result. expected [int string] got [nil]")
        if isinstance(result, str):
            return Key(result).apply(root, current, rest)
        index = as_integer(result)
        if index is None:
            raise GoPanicError(f"unexpected expression result. expected [int string] got [{kind_of(result)}]")
        return Index(index).apply(root, current, rest)


def evaluate_script(script: Script, root: GoValue, current: GoValue) -> GoValue:
    """Return the result of an expression in a path. Raises GoPanicError."""
    if script.is_empty:
        raise GoPanicError("invalid expression. is empty")
    try:
        return script.evaluate(root, current)
    except GoPanicError as error:
        raise GoPanicError(f"invalid expression. {error}") from None
