"""Suggestions for unknown names: the nearest valid name, and hints of diagnostics."""

from __future__ import annotations

import functools
import importlib
import operator
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

# Below this ratio of difflib, words no longer look similar; the ratio of "retires" and "retry" is 0.67.
_LIKENESS = 0.65
_SURE_LIKENESS = 0.75
# A second candidate that is almost as similar makes a misspelling ambiguous.
_LEAD = 0.15
_SHORTEST_SLIP = 4
_SHOWN = 8
# Of more names than these, only the neighbors of the unknown name are compared, on each side of it in alphabetical
# order, read forwards and read backwards: they have the same beginning or the same end.
_MANY = 32
_BESIDE = 8


AS_WRITTEN = "\0"
"""The replacement for a number or boolean that is meant as a string: the same characters in quotes."""

LISTED = "[]"
"""The end of the replacement for a key whose value becomes a list with one item."""


class Suggestion(str):
    """A hint that suggests a replacement: `meant` for `name`, or "" if other names are almost as similar."""

    name: str
    meant: str

    def __new__(cls, text: str, name: str = "", meant: str = "") -> Suggestion:
        """Return the hint with this text."""
        suggestion = super().__new__(cls, text)
        suggestion.name, suggestion.meant = name, meant
        return suggestion


class NameIndex:
    """Valid names of one kind in a document, among which the nearest to an unknown name is searched for.

    The time of a search does not grow with the number of names: among many, only those with the most similar beginnings
    and ends are compared. `others` are indices of further names, which come after these. The keys of a mapping can be
    other scalars, which are compared as strings.
    """

    def __init__(self, names: Collection[str] = (), others: Sequence[NameIndex] = ()) -> None:
        self._names = names if isinstance(names, (dict, Mapping)) else dict.fromkeys(names)
        self._others = others
        self._found: dict[str, tuple[str, bool]] = {}

    def __iter__(self) -> Iterator[str]:
        return chain(map(str, self._names), *self._others)

    def __contains__(self, name: object) -> bool:
        return name in self._names or any(name in other for other in self._others)

    def find_nearest(self, name: str) -> str:
        """Return the most similar name, or ""; case, dashes and underscores are ignored."""
        return self.find_match(name)[0]

    def find_match(self, name: str) -> tuple[str, bool]:
        """Return the most similar name, or "", and whether it is the only one that is certainly meant."""
        if name not in self._found:
            folded = _fold(name)
            self._found[name] = _choose_nearest(folded, self._find_near(folded))
        return self._found[name]

    def _find_near(self, folded: str) -> dict[str, str]:
        """Return the names to compare by their folded forms; the first of those with the same form."""
        near: dict[str, str] = {}
        for index in self._flat:
            beside = index._list_beside(folded) if len(index._folded) > _MANY else index._folded
            near |= {each: index._folded[each] for each in beside}
        return near

    @functools.cached_property
    def _flat(self) -> Sequence[NameIndex]:
        """Indices without others, of the same names: those with many names, and one that joins all with few.

        Otherwise all names of any number of small indices would be compared, such as those of nested steps.
        """
        if not self._others:
            return (self,)
        every = [NameIndex(self._names), *chain.from_iterable(other._flat for other in self._others)]
        large = [index for index in reversed(every) if len(index._folded) > _MANY]
        return (*large, NameIndex([*chain.from_iterable(index for index in every if index not in large)]))

    def _list_beside(self, folded: str) -> Iterator[str]:
        forwards, backwards = self._orders
        yield from _list_beside(folded, forwards)
        yield from (each[::-1] for each in _list_beside(folded[::-1], backwards))

    @functools.cached_property
    def _folded(self) -> Mapping[str, str]:
        return _fold_all(tuple(map(str, self._names)))

    @functools.cached_property
    def _orders(self) -> tuple[Sequence[str], Sequence[str]]:
        """The folded names in alphabetical order, read forwards and read backwards."""
        return sorted(self._folded), sorted(folded[::-1] for folded in self._folded)


class NameIndices:
    """The indices of the names in a document, each made once.

    A collection of names, which does not change, is recognized by its identity, and kept alive so that it keeps that.
    """

    def __init__(self) -> None:
        self._indices: dict[int, tuple[Collection[str], NameIndex]] = {}
        self._joined: dict[Hashable, NameIndex] = {}

    def of(self, names: Collection[str]) -> NameIndex:
        """Return the index of a collection of names."""
        if id(names) not in self._indices:
            self._indices[id(names)] = (names, NameIndex(names))
        return self._indices[id(names)][1]

    def join(self, key: Hashable, list_indices: Callable[[], Sequence[NameIndex]]) -> NameIndex:
        """Return the index of the names of several indices, which belong to a key, such as a scope."""
        if key not in self._joined:
            self._joined[key] = NameIndex(others=list_indices())
        return self._joined[key]


def find_nearest(name: str, candidates: tuple[str, ...]) -> str:
    """Return the most similar candidate, or ""; case, dashes and underscores are ignored.

    All candidates are compared. A document can define any number of names: for these there is `NameIndex`.
    """
    return _find_match(name, candidates)[0]


def find_meant(name: str, candidates: tuple[str, ...]) -> str:
    """Return the candidate that is certainly meant, because no other one is similar, or ""."""
    nearest, is_only = _find_match(name, candidates)
    return nearest if is_only else ""


@functools.lru_cache(maxsize=4096)  # the same typo often occurs in many places of one file
def _find_match(name: str, candidates: tuple[str, ...]) -> tuple[str, bool]:
    return _choose_nearest(_fold(name), _fold_all(candidates))


def is_weak_match(name: str, candidate: str) -> bool:
    """Return whether a name is similar to a candidate, but not similar enough to be certainly a misspelling of it."""
    ours, theirs = _fold(name), _fold(candidate)
    likeness: float = importlib.import_module("difflib").SequenceMatcher(None, theirs, ours).ratio()
    is_one_letter = len(ours) == len(theirs) and sum(map(operator.ne, ours, theirs)) == 1
    is_slip = is_one_letter or sorted(ours) == sorted(theirs)
    return _LIKENESS <= likeness < _SURE_LIKENESS and not is_slip


def find_same(name: str, candidates: tuple[str, ...]) -> str:
    """Return the candidate that differs only in case, dashes and underscores, or ""."""
    return next((candidate for candidate in candidates if _fold(candidate) == _fold(name)), "")


def suggest(
    name: str, candidates: Iterable[str] | NameIndex, otherwise: str = "", *, prefix: str = "", suffix: str = ""
) -> str:
    """Return the hint `did you mean 'PREFIXcandidateSUFFIX'?`, or `otherwise` if no candidate is similar."""
    index = candidates if isinstance(candidates, NameIndex) else None
    near, is_only = index.find_match(name) if index is not None else _find_match(name, tuple(candidates))
    if not near:
        return otherwise
    meant = f"{prefix}{near}{suffix}"
    return Suggestion(f"did you mean '{meant}'?", f"{prefix}{name}{suffix}", meant if is_only else "")


def suggest_name(name: str, meant: str) -> Suggestion:
    """Return the hint that a name is meant as another, which other facts confirm."""
    return Suggestion(f"did you mean '{meant}'?", name, meant)


def suggest_quotes(text: str) -> Suggestion:
    """Return the hint to quote a number or boolean that is meant as a string."""
    return Suggestion(f'quote it: "{text}"', text, AS_WRITTEN)


def suggest_field(name: str, meant: str, *, in_list: bool = False) -> Suggestion:
    """Return the hint to rename a field, with its value in a list."""
    return Suggestion(f"use '{meant}'", name, meant + LISTED * in_list)


def list_first(names: Iterable[str]) -> str:
    """Return `a, b, c` with the first names, or "" without names."""
    known = list(islice(_list_once(names), _SHOWN + 1))
    return ", ".join(known[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")


def list_known(names: Iterable[str]) -> str:
    """Return the hint `known here: a, b, c` with the first names, or "" without names."""
    listed = list_first(names)
    return f"known here: {listed}" if listed else ""


def _list_once(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name not in seen:
            seen.add(name)
            yield name


def _choose_nearest(folded: str, candidates: Mapping[str, str]) -> tuple[str, bool]:
    """Return the candidate, by its folded form, that is most similar to a folded name, or "".

    The second value is whether it is certainly meant, because no other candidate is almost as similar.
    """
    difflib = importlib.import_module("difflib")  # needed for unknown names only, and slow to import
    matcher = difflib.SequenceMatcher(None, "", folded)
    best, nearest, second = _LIKENESS, "", 0.0
    for candidate in candidates:
        matcher.set_seq1(candidate)
        least = max(_LIKENESS, best - _LEAD)
        # Most ratios are not needed: these two are never below it, and quicker.
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            ratio = matcher.ratio()
            second = max(second, min(ratio, best) if nearest else 0.0)
            best, nearest = max((best, nearest), (ratio, candidate))
    is_only = best - second > _LEAD and _is_slip(folded, nearest, best)
    return (candidates[nearest], is_only) if nearest else ("", False)


def _is_slip(ours: str, theirs: str, likeness: float) -> bool:
    """Return whether a name is a misspelling of another; names with other numbers are other names."""
    is_long = len(ours) >= _SHORTEST_SLIP
    same_numbers = list(filter(str.isdigit, ours)) == list(filter(str.isdigit, theirs))
    return ours == theirs or (same_numbers and is_long and likeness >= _SURE_LIKENESS)


def _list_beside(text: str, ordered: Sequence[str]) -> Sequence[str]:
    at = bisect_left(ordered, text)
    return ordered[max(0, at - _BESIDE) : at + _BESIDE]


def _fold_all(names: tuple[str, ...]) -> Mapping[str, str]:
    """Return names by their folded forms; of those with the same form, the first."""
    return {_fold(name): name for name in reversed(names)}


def _fold(name: str) -> str:
    """Return the name in a form that is equal for its common spellings."""
    return "".join(filter(str.isalnum, name)).casefold()
