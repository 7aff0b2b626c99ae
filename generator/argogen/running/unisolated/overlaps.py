"""Paths of this machine that steps use which may run at the same time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from argogen.records import TupleRecord
from argogen.running.calls import Calls
from argogen.running.unisolated.concurrency import Concurrency, Leaf, Pair
from argogen.running.unisolated.declared import DeclaredPath, list_declared
from argogen.testing.structure.graph import Key


class Overlap(TupleRecord):
    """A path of a template, an overlapping one of the same or another template, and why both are used at once."""

    key: Key
    path: str
    other_key: Key
    other_path: str
    reason: str


def list_paths(calls: Calls) -> Mapping[Key, Sequence[DeclaredPath]]:
    """Return the paths of the templates that a workflow may run."""
    found = {key: list(list_declared(template)) for key, template in calls.reachable.items()}
    return {key: paths for key, paths in found.items() if paths}


def find_overlaps(calls: Calls, *, is_serial: bool = False) -> Iterator[Overlap]:
    """Yield the paths that several steps may use at the same time, each with the first one that overlaps."""
    paths = {key: [each for each in found if each.path] for key, found in list_paths(calls).items()}
    shared = _find_shared(paths)
    if not shared:
        return
    reported: set[tuple[Key, Key]] = set()
    for pair in Concurrency(calls, is_serial=is_serial).list_pairs(shared):
        for one, other in _match(pair, shared):
            if (one.key, other.key) not in reported:
                reported |= {(one.key, other.key), (other.key, one.key)}
                mine, theirs = shared[one.key][other.key]
                yield Overlap(one.key, mine, other.key, theirs, pair.reason)


def _find_shared(paths: Mapping[Key, Iterable[DeclaredPath]]) -> Mapping[Key, Mapping[Key, tuple[str, str]]]:
    """Return for each template the others with an overlapping path, itself included, and both paths as written."""
    owners: dict[str, list[tuple[Key, str]]] = {}
    for key, declared in paths.items():
        for each in declared:
            owners.setdefault(each.path, []).append((key, each.written))
    found: dict[Key, dict[Key, tuple[str, str]]] = {}
    for path, below in owners.items():
        for above in _list_above(path):
            for key, mine in below:
                for other, theirs in owners.get(above, ()):
                    found.setdefault(key, {}).setdefault(other, (mine, theirs))
                    found.setdefault(other, {}).setdefault(key, (theirs, mine))
    return found


def _list_above(path: str) -> Iterator[str]:
    yield path
    while (parent := os.path.dirname(path)) != path:  # noqa: PTH120
        yield parent
        path = parent


def _match(pair: Pair, shared: Mapping[Key, Mapping[Key, tuple[str, str]]]) -> Iterator[tuple[Leaf, Leaf]]:
    """Yield the templates of a pair with overlapping paths that no mutex separates."""
    others: dict[Key, list[Leaf]] = {}
    for each in pair.second:
        others.setdefault(each.key, []).append(each)
    for one in sorted(pair.first, key=lambda leaf: leaf.key):
        for key in shared.get(one.key, ()):
            for other in others.get(key, ()):
                if not one.mutexes & other.mutexes:
                    yield one, other
