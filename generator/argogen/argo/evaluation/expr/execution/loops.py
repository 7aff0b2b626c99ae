"""The instructions of the virtual machine for loops over lists."""

from __future__ import annotations

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.access import length_of
from argogen.argo.evaluation.golang.arithmetic import is_less
from argogen.argo.evaluation.golang.maps import as_key
from argogen.argo.evaluation.golang.sorting import sort_items
from argogen.argo.evaluation.golang.values import GoMap, GoValue, Uint8, encode, kind_of, name_type

MEMORY_BUDGET = 1_000_000


class _Scope:
    """A loop of a builtin with a predicate."""

    __slots__ = ("accumulator", "count", "index", "items", "length")

    def __init__(self, items: GoValue) -> None:
        self.items, self.length = items, length_of(items)
        self.index, self.count = 0, 0
        self.accumulator: GoValue = None

    def element(self) -> GoValue:
        """Return the current element; of a string, a byte. Raises GoPanicError."""
        if isinstance(self.items, dict):
            raise GoPanicError("reflect: call of reflect.Value.Index on map Value")
        if not 0 <= self.index < self.length:
            raise GoPanicError("reflect: slice index out of range")
        return Uint8(encode(self.items)[self.index]) if isinstance(self.items, str) else self.items[self.index]


class _Sorting:
    """The elements that sortBy collects, with their keys."""

    def __init__(self, order: str) -> None:
        self.is_descending = order == "desc"
        self.pairs: list[tuple[GoValue, GoValue]] = []

    def is_less(self, one: tuple[GoValue, GoValue], other: tuple[GoValue, GoValue]) -> bool:
        """Return whether an element comes before another one."""
        return is_less(other[0], one[0]) if self.is_descending else is_less(one[0], other[0])


class LoopMachine:
    """The part of the machine that knows about loops."""

    def __init__(self) -> None:
        self.stack: list[GoValue] = []
        self.at = 0
        self._scopes: list[_Scope] = []
        self._memory = 0

    def grow(self, size: int) -> None:
        """Count the elements of a list that the expression makes. Raises GoPanicError beyond the budget."""
        self._memory += size
        if self._memory >= MEMORY_BUDGET:
            raise GoPanicError("memory budget exceeded")

    def jump_if_end(self, target: int) -> None:
        """Continue elsewhere at the end of a loop."""
        scope = self._scopes[-1]
        if scope.index >= scope.length:
            self.at = target

    def begin(self, _: None) -> None:
        """Begin a loop over the last value."""
        items = self.stack.pop()
        if not isinstance(items, (list, str, dict)):
            raise GoPanicError(f"reflect: call of reflect.Value.Len on {kind_of(items)} Value")
        self._scopes.append(_Scope(items))

    def end(self, _: None) -> None:
        """End a loop."""
        self._scopes.pop()

    def next_index(self, step: int) -> None:
        """Go to the next element."""
        self._scopes[-1].index += step

    def last_index(self, _: None) -> None:
        """Go to the last element."""
        self._scopes[-1].index = self._scopes[-1].length - 1

    def jump_if_begin(self, target: int) -> None:
        """Continue elsewhere before the first element."""
        if self._scopes[-1].index < 0:
            self.at = target

    def count_one(self, _: None) -> None:
        """Count an element."""
        self._scopes[-1].count += 1

    def push_count(self, _: None) -> None:
        """Push the number of counted elements."""
        self.stack.append(self._scopes[-1].count)

    def push_length(self, _: None) -> None:
        """Push the number of elements."""
        self.stack.append(self._scopes[-1].length)

    def push_index(self, _: None) -> None:
        """Push the index of the element."""
        self.stack.append(self._scopes[-1].index)

    def push_element(self, _: None) -> None:
        """Push the element."""
        self.stack.append(self._scopes[-1].element())

    def push_accumulator(self, _: None) -> None:
        """Push the accumulated value."""
        self.stack.append(self._scopes[-1].accumulator)

    def set_accumulator(self, _: None) -> None:
        """Set the accumulated value."""
        self._scopes[-1].accumulator = self.stack.pop()

    def throw(self, message: str) -> None:
        """Report an error."""
        raise GoPanicError(message)

    def begin_groups(self, _: None) -> None:
        """Begin to collect groups."""
        self._scopes[-1].accumulator = GoMap(types.GROUPS)

    def group(self, _: None) -> None:
        """Add the element to the group of a key."""
        scope = self._scopes[-1]
        groups = scope.accumulator
        groups.setdefault(as_key(groups, self.stack.pop()), []).append(scope.element())

    def begin_sorting(self, _: None) -> None:
        """Begin to collect elements to sort."""
        order = as_string(self.stack.pop())
        if order not in ("asc", "desc"):
            raise GoPanicError("unknown order, use asc or desc")
        self._scopes[-1].accumulator = _Sorting(order)

    def add_to_sorting(self, _: None) -> None:
        """Add the element with its key."""
        scope = self._scopes[-1]
        scope.accumulator.pairs.append((self.stack.pop(), scope.element()))

    def sort(self, _: None) -> None:
        """Push the sorted elements."""
        scope = self._scopes[-1]
        sorting: _Sorting = scope.accumulator
        ordered = sort_items(sorting.pairs, sorting.is_less)
        self.grow(scope.length)
        self.stack.append([item for _, item in ordered])


def as_bool(value: GoValue) -> bool:
    """Return a boolean. Raises GoPanicError for another value."""
    if value is True or value is False:
        return value
    raise _unexpected(value, "bool")


def as_string(value: GoValue) -> str:
    """Return a string. Raises GoPanicError for another value."""
    if isinstance(value, str):
        return value
    raise _unexpected(value, "string")


def _unexpected(value: GoValue, wanted: str) -> GoPanicError:
    found = "nil" if value is None else name_type(value)
    return GoPanicError(f"interface conversion: interface {{}} is {found}, not {wanted}")
