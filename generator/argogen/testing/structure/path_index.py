"""Find the steps that a path matches, and the paths that match a step, without comparing each path with each step.

Of a path and a position that match, the last segment and the position have a key in common: a name, and of an item in
parentheses the part before the first comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from argogen.testing.structure.step_paths import ANY, Chain, StepPath, StepPosition, matches

_Key = tuple[str, str | None]
T = TypeVar("T")


class StepIndex(Generic[T]):
    """Values by the positions of their steps."""

    def __init__(self, entries: Iterable[tuple[Chain, T]]) -> None:
        self._found: dict[_Key, list[tuple[Chain, T]]] = {}
        for entry in entries:
            for key in _list_keys(entry[0][-1]):
                self._found.setdefault(key, []).append(entry)

    def select(self, path: StepPath) -> list[T]:
        """Return the values of the steps that a path matches, in their order."""
        return [value for chain, value in self._found.get(_find_key(path), ()) if matches(path, chain)]


class PathIndex(Generic[T]):
    """Values by paths."""

    def __init__(self, entries: Iterable[tuple[StepPath, T]]) -> None:
        self._found: dict[_Key, list[tuple[int, T]]] = {}
        for number, (path, value) in enumerate(entries):
            self._found.setdefault(_find_key(path), []).append((number, value))

    def list_candidates(self, chain: Chain) -> list[T]:
        """Return the values whose paths could match a position, or one on the way to it, in their order."""
        keys = dict.fromkeys(key for position in chain for key in _list_keys(position))
        found = [pair for key in keys for pair in self._found.get(key, ())]
        return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def _find_key(path: StepPath) -> _Key:
    name, item = path.segments[-1]
    return name, item if item is None else item.split(",", 1)[0]


def _list_keys(position: StepPosition) -> Iterator[_Key]:
    items = dict.fromkeys((None, *_list_items(position.iteration)))
    for name in dict.fromkeys((ANY, position.name, position.component)):
        for item in items:
            yield name, item


def _list_items(iteration: str | None) -> Iterator[str]:
    """Yield the beginnings of the items that mean an iteration."""
    if iteration is not None:
        number, _, shown = iteration.partition(":")
        yield from (f"{number}:", iteration.split(",", 1)[0], *shown.split(","))
