"""The steps of a path that select several values."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.maps import sorted_items
from argogen.argo.evaluation.golang.values import GoValue, kind_of
from argogen.argo.evaluation.jsonpath.steps import Path, Script, Step, as_integer, evaluate_script, unexpected


class Wildcard(Step):
    """`.*` or `[*]`."""

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each element or value."""
        return rest.select_each(root, _list_children(current, "wildcard"))


def _list_children(value: GoValue, step: str) -> list[GoValue]:
    """Return the elements of a list, or the values of a map by key. Raises GoPanicError for other values."""
    if isinstance(value, dict):
        return [item for _, item in sorted_items(value)]
    if not isinstance(value, list):
        raise unexpected(step, "array map slice", value)
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
            pending += reversed(_list_children(current, "recursive"))


class Filter(Step):
    """`[?(…)]`."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each element for which an expression holds."""
        if self._script.is_empty:
            raise GoPanicError("invalid expression. is empty")
        kept = [item for item in _list_children(current, "filter") if self._holds(root, item)]
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


class Range(Step):
    """`[from:to:step]`."""

    def __init__(self, bounds: tuple[int | Script | None, ...]) -> None:
        self._bounds = bounds

    def apply(self, root: GoValue, current: GoValue, rest: Path) -> GoValue:
        """Continue at each element of a range."""
        if not isinstance(current, list):
            raise unexpected("range", "array slice", current)
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
                raise unexpected("union", "map", current)
            found = [current[key] for key in wanted if key in current]
        else:
            if not isinstance(current, list):
                raise unexpected("union", "array slice", current)
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
