"""The steps of a path, and what each of them selects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.maps import sorted_items
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


def _unexpected(step: str, wanted: str, value: GoValue) -> GoPanicError:
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
            raise _unexpected("key", "map", current)
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
            raise _unexpected("index", "array slice", current)
        if not -len(current) <= self._index < len(current):
            raise GoPanicError("index: invalid token out of range")
        return rest.apply(root, current[self._index])


class Length(Step):
    """`.length`, unless it is a key."""

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at the number of elements, entries or bytes."""
        if not isinstance(current, (dict, list, str)):
            raise _unexpected("length", "array map slice string", current)
        length: GoValue = Int64(len(encode(current) if isinstance(current, str) else current))
        if isinstance(current, dict):
            length = current.get("length", length)
        return rest.apply(root, length)


class Wildcard(Step):
    """`.*` or `[*]`."""

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each element or value."""
        return rest.select_each(root, list_children(current, "wildcard"))


def list_children(value: GoValue, step: str) -> list[GoValue]:
    """Return the elements of a list, or the values of a map by key. Raises GoPanicError for other values."""
    if isinstance(value, dict):
        return [item for _, item in sorted_items(value)]
    if not isinstance(value, list):
        raise _unexpected(step, "array map slice", value)
    return list(value)


class Recursive(Step):
    """`..`."""

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each value within the current one, and at that itself."""
        selected: list[GoValue] = []
        for value in _walk(current):
            if not rest.steps:
                selected.append(value)
                continue
            result = rest.select(root, value)
            selected += result if isinstance(result, list) else [] if result is None else [result]
        return selected


def _walk(value: GoValue) -> Iterator[GoValue]:
    """Yield a value and those within it, outer ones first, without nil."""
    pending = [value]
    while pending:
        current = pending.pop()
        if current is None:
            continue
        yield current
        if isinstance(current, (dict, list)):
            pending += reversed(list_children(current, "recursive"))


class Filter(Step):
    """`[?(…)]`."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each element for which an expression holds."""
        if self._script.is_empty:
            raise GoPanicError("invalid expression. is empty")
        kept = [item for item in list_children(current, "filter") if self._holds(root, item)]
        if rest.begins_with_index:
            return rest.apply(current, kept)
        return rest.select_each(root, kept)

    def _holds(self, root: GoValue, item: GoValue) -> bool:
        try:
            result = self._script.evaluate(root, item)
        except GoPanicError:
            return False
        if isinstance(result, str) and len(result) > 1 and result[0] == result[-1] and result[0] in "'\"":
            return len(result) > 2
        return bool(result)


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


class Range(Step):
    """`[from:to:step]`."""

    def __init__(self, bounds: tuple[int | Script | None, ...]) -> None:
        self._bounds = bounds

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each element of a range."""
        if not isinstance(current, list):
            raise _unexpected("range", "array slice", current)
        length = len(current)
        start, end, step = (self._read(bound, root, current) for bound in self._bounds)
        start = _limit(0 if start is None else start, length)
        end = _limit(length if end is None else end, length)
        if step == 0:
            raise GoPanicError("range: invalid token out of range")
        step = 1 if step is None else step
        indices = range(end - 1, start - 1, step) if step < 0 else range(start, end, step)
        return _continue_with([current[index] for index in indices], root, rest)

    def _read(self, bound: int | Script | None, root: GoValue, current: GoValue) -> int | None:
        if bound is None or isinstance(bound, int):
            return bound
        result = evaluate_script(bound, root, current)
        index = as_integer(result)
        if index is None:
            found = "nil" if result is None else kind_of(result)
            raise GoPanicError(f"range: invalid token unexpected expression result. expected [int] got [{found}]")
        return index


def _limit(index: int, length: int) -> int:
    return max(0, min(length, index + length if index < 0 else index))


def _continue_with(items: list[GoValue], root: GoValue, rest: Path) -> GoValue:
    """Continue at each item, or with an index at the list of them."""
    return rest.apply(root, items) if rest.begins_with_index else rest.select_each(root, items)


class Union(Step):
    """`[0,1]` or `['a','b']`."""

    def __init__(self, arguments: tuple[int | str | Script, ...]) -> None:
        self._arguments = arguments

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at the elements with some indices, or the values of some keys."""
        wanted: list[int | str] = []
        for argument in self._arguments:
            wanted.append(self._read(argument, root, current))
            if isinstance(wanted[0], str) is not isinstance(wanted[-1], str):
                raise GoPanicError("union: invalid token argument. expected one kind of argument")
        if isinstance(wanted[0], str):
            if not isinstance(current, dict):
                raise _unexpected("union", "map", current)
            found = [current[key] for key in wanted if key in current]
        else:
            if not isinstance(current, list):
                raise _unexpected("union", "array slice", current)
            found = [current[at] for at in wanted if isinstance(at, int) and -len(current) <= at < len(current)]
        return _continue_with(found, root, rest)

    def _read(self, argument: int | str | Script, root: GoValue, current: GoValue) -> int | str:
        if isinstance(argument, (int, str)):
            return argument
        result = evaluate_script(argument, root, current)
        index = as_integer(result)
        if isinstance(result, str):
            return result
        if index is None:
            raise GoPanicError("union: invalid token argument. expected [int string]")
        return index
