"""Sort as package sort of Go does: elements that are equal to each other change places in longer lists.

Go sorts with a pattern-defeating quicksort, whose order of equal elements depends on each of its steps.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
_LONGEST_INSERTION, _SHORTEST_NINTHER, _SHORTEST_SHIFT = 12, 50, 50
_MOST_SHIFTS, _MOST_SWAPS = 5, 12
_WORD = 1 << 64


def sort_items(items: Sequence[Item], is_less: Callable[[Item, Item], bool]) -> list[Item]:
    """Return the items in order."""

    def compare(one: Item, other: Item) -> int:
        return -1 if is_less(one, other) else 1 if is_less(other, one) else 0

    ordered = sorted(items, key=functools.cmp_to_key(compare))
    if len(ordered) <= _LONGEST_INSERTION:
        return ordered
    if all(is_less(one, other) for one, other in itertools.pairwise(ordered)):
        return ordered
    sorting = _Sorting(list(items), is_less)
    sorting.sort()
    return sorting.items


class _Sorting(Generic[Item]):
    """The list that is being sorted; ranges are from the first index to before the second one."""

    def __init__(self, items: list[Item], is_less: Callable[[Item, Item], bool]) -> None:
        self.items, self._is_less = items, is_less

    def sort(self) -> None:
        """Sort all items."""
        self._sort_range(0, len(self.items), len(self.items).bit_length())

    def _less(self, one: int, other: int) -> bool:
        return self._is_less(self.items[one], self.items[other])

    def _swap(self, one: int, other: int) -> None:
        self.items[one], self.items[other] = self.items[other], self.items[one]

    def _sort_range(self, start: int, end: int, limit: int) -> None:
        """Sort a range; the shorter part of a partition is sorted first, so the depth is a logarithm of the length."""
        was_balanced = was_partitioned = True
        while end - start > _LONGEST_INSERTION:
            if limit == 0:
                self._sort_heap(start, end)
                return
            if not was_balanced:
                self._break_patterns(start, end)
                limit -= 1
            pivot, swaps = self._choose_pivot(start, end)
            if swaps == _MOST_SWAPS:
                self.items[start:end] = self.items[start:end][::-1]
                pivot = end - 1 - (pivot - start)
            is_increasing = swaps in (0, _MOST_SWAPS)
            if was_balanced and was_partitioned and is_increasing and self._insert_few(start, end):
                return
            if start > 0 and not self._less(start - 1, pivot):
                start = self._partition_equal(start, end, pivot)
                continue
            length = end - start
            middle, was_partitioned = self._partition(start, end, pivot)
            was_balanced = min(middle - start, end - middle) >= length // 8
            if middle - start < end - middle:
                self._sort_range(start, middle, limit)
                start = middle + 1
            else:
                self._sort_range(middle + 1, end, limit)
                end = middle
        self._insert(start, end)

    def _insert(self, start: int, end: int) -> None:
        for index in range(start + 1, end):
            at = index
            while at > start and self._less(at, at - 1):
                self._swap(at, at - 1)
                at -= 1

    def _sift_down(self, low: int, high: int, first: int) -> None:
        root = low
        while (child := 2 * root + 1) < high:
            if child + 1 < high and self._less(first + child, first + child + 1):
                child += 1
            if not self._less(first + root, first + child):
                return
            self._swap(first + root, first + child)
            root = child

    def _sort_heap(self, start: int, end: int) -> None:
        length = end - start
        for index in range((length - 1) // 2, -1, -1):
            self._sift_down(index, length, start)
        for index in range(length - 1, -1, -1):
            self._swap(start, start + index)
            self._sift_down(0, index, start)

    def _partition(self, start: int, end: int, pivot: int) -> tuple[int, bool]:
        """Move smaller elements before the pivot; return its place, and whether they were there already."""
        self._swap(start, pivot)
        low, high = self._skip(start + 1, end - 1, start)
        if low > high:
            self._swap(high, start)
            return high, True
        while low <= high:
            self._swap(low, high)
            low, high = self._skip(low + 1, high - 1, start)
        self._swap(high, start)
        return high, False

    def _skip(self, low: int, high: int, pivot: int) -> tuple[int, int]:
        while low <= high and self._less(low, pivot):
            low += 1
        while low <= high and not self._less(high, pivot):
            high -= 1
        return low, high

    def _partition_equal(self, start: int, end: int, pivot: int) -> int:
        """Move elements equal to the pivot to the start; return the place after them."""
        self._swap(start, pivot)
        low, high = start + 1, end - 1
        while True:
            while low <= high and not self._less(start, low):
                low += 1
            while low <= high and self._less(start, high):
                high -= 1
            if low > high:
                return low
            self._swap(low, high)
            low, high = low + 1, high - 1

    def _insert_few(self, start: int, end: int) -> bool:
        """Move a few elements that are out of order; return whether the range is sorted then."""
        index = start + 1
        for _ in range(_MOST_SHIFTS):
            while index < end and not self._less(index, index - 1):
                index += 1
            if index == end:
                return True
            if end - start < _SHORTEST_SHIFT:
                return False
            self._swap(index, index - 1)
            self._shift(range(index - 1, 0, -1) if index - start >= 2 else range(0))
            self._shift(range(index + 1, end) if end - index >= 2 else range(0))
        return False

    def _shift(self, indices: range) -> None:
        for index in indices:
            if not self._less(index, index - 1):
                return
            self._swap(index, index - 1)

    def _break_patterns(self, start: int, end: int) -> None:
        length = random = end - start
        middle = start + length // 4 * 2
        for index in range(middle - 1, middle + 2):
            random ^= random << 13 & (_WORD - 1)
            random ^= random >> 7
            random ^= random << 17 & (_WORD - 1)
            other = random & ((1 << length.bit_length()) - 1)
            self._swap(index, start + (other - length if other >= length else other))

    def _choose_pivot(self, start: int, end: int) -> tuple[int, int]:
        """Return the index of the pivot, and the number of elements that were out of order."""
        length = end - start
        candidates = [start + length // 4 * quarter for quarter in (1, 2, 3)]
        swaps = 0
        if length >= _SHORTEST_NINTHER:
            for number, index in enumerate(candidates):
                candidates[number], more = self._find_median(index - 1, index, index + 1)
                swaps += more
        pivot, more = self._find_median(*candidates)
        return pivot, swaps + more

    def _find_median(self, one: int, two: int, three: int) -> tuple[int, int]:
        swaps = 0
        if self._less(two, one):
            one, two, swaps = two, one, swaps + 1
        if self._less(three, two):
            two, swaps = three, swaps + 1
        if self._less(two, one):
            two, swaps = one, swaps + 1
        return two, swaps
