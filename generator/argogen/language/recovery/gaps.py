"""Find the gaps that removed fragments leave in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.language.recovery.losses import LOOPS, find_lost_collections
from argogen.language.recovery.objects import list_texts, name_object
from argogen.language.validation.patterns import list_similar
from argogen.language.vocabulary import bodies
from argogen.yaml.node_path import follow

if TYPE_CHECKING:
    from argogen.diagnostics import Place
    from argogen.language.recovery.sound_part import Removal, SoundPart
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

Position = tuple[str, int, int]
"""A file, and a line and a column in it."""

WORD = re.compile(r"[A-Za-z0-9_][-\w]*")
_SHARED = frozenset({"defaults", "profiles", "final"})
# Keys of the interface of an object: without one of them, its inputs or outputs are unknown.
_INTERFACE = frozenset({"outputs", "artifacts", "parameters", "with", "use", "for_each", "daemon", "needs", *bodies()})
_CALLS = ("use", "template")
_FIELDS = frozenset(
    {"inputs", "arguments", "depends", "dependencies", "template", "templateRef", "dag", "containerSet"}
)


class Gaps(NamedTuple):
    """The unknown parts of a document.

    `names` can be defined in removed fragments, or are names of objects with an unknown interface. `objects` are the
    positions of incomplete objects, `keys` those of the keys in them. `lost` are collections whose names are unknown,
    by their keys, each with the lines on which its names are visible. `has_incomplete_settings` is set if leaves can
    inherit settings from removed fragments.
    """

    names: frozenset[str]
    objects: frozenset[Position]
    keys: frozenset[Position]
    lost: Mapping[str, frozenset[int]]
    has_incomplete_settings: bool


def find_gaps(sound: SoundPart) -> Gaps:
    """Return the gaps of the valid part of a document."""
    names: set[str] = {*sound.corrected}
    incomplete: set[NodePath] = {*sound.bodiless, *sound.nameless}
    for removal in sound.removals:
        names.update(_list_names(removal), _name_owners(removal, sound))
        incomplete.update(_list_around(removal.path, sound))
    for path in sound.bodiless:
        names.add(name_object(path, follow(sound.document.data, path)))
    if () in incomplete:
        incomplete.add(("entrypoint",))  # the missing body can be that of the entrypoint
    names.update(_list_callers(sound.document.data, frozenset(names)))
    objects = (_locate(sound.document, path) for path in incomplete)
    inner = (_locate_inside(sound, path, is_deep=path in sound.bodiless) for path in incomplete)
    return Gaps(
        names=frozenset(names) - {""},
        objects=frozenset(position for positions in objects for position in positions),
        keys=frozenset(position for positions in inner for position in positions),
        lost=find_lost_collections(sound),
        has_incomplete_settings=any(_is_shared(removal, sound) for removal in sound.removals),
    )


def position_of(place: Place) -> Position:
    """Return the start of a place."""
    return place.file, place.line, place.column


def _list_around(path: NodePath, sound: SoundPart) -> Iterator[NodePath]:
    """Yield the paths of a fragment and of its containers, up to the innermost object or the list that contains it."""
    end = len(sound.find_owner(path))
    while 0 < end <= len(path) and isinstance(path[end - 1], int):
        end -= 1
    yield from (path[:number] for number in range(end, len(path) + 1))


def _list_names(removal: Removal) -> Iterator[str]:
    """Yield the names that a fragment can define: its key, the keys in it, and strings of one word."""
    yield from (key for key in (removal.path[-1], removal.key) if isinstance(key, str))
    for text in list_texts(removal.value):
        if WORD.fullmatch(text):
            yield text
        if removal.path[-1] == "name":
            yield from list_similar(text)  # references can use the correct name
    if not LOOPS.isdisjoint(removal.path):
        yield "item"


def _name_owners(removal: Removal, sound: SoundPart) -> Iterator[str]:
    """Yield the name of the object around a fragment if its interface is incomplete."""
    owner = sound.find_owner(removal.path)
    inner = removal.path[len(owner) :]
    if inner and (inner[0] in _INTERFACE | _FIELDS or isinstance(removal.value, (dict, list))):
        yield name_object(owner, follow(sound.document.data, owner))


def _list_callers(data: Any, names: frozenset[str]) -> Iterator[str]:
    """Yield the names of all objects that call one with these names."""
    pending: list[tuple[str | int, Any]] = [("", data)]
    while pending:
        key, value = pending.pop()
        if isinstance(value, dict) and any(_is_one_of(value.get(call), names) for call in _CALLS):
            yield name_object((key,), value)
        pending += _list_entries(value)


def _is_one_of(value: Any, names: frozenset[str]) -> bool:
    return isinstance(value, str) and value in names


def _is_shared(removal: Removal, sound: SoundPart) -> bool:
    """Return whether a fragment can belong to settings that leaves inherit."""
    path = removal.path
    if removal.is_unknown and len(path) == 1 and isinstance(removal.value, dict):
        return "defaults" not in sound.document.data
    return path[0] in _SHARED or path[-1] == "profile" or "templateDefaults" in path


def _locate(document: Document, path: NodePath) -> Iterator[Position]:
    yield position_of(document.place(path))
    if path and isinstance(path[-1], str):
        yield position_of(document.place(path, key=True))


def _locate_inside(sound: SoundPart, path: NodePath, *, is_deep: bool) -> Iterator[Position]:
    """Yield the positions of the keys of an object; with `is_deep`, also of nested keys outside of other objects."""
    pending = [(path, follow(sound.document.data, path))]
    while pending:
        at, value = pending.pop()
        for key, item in _list_entries(value):
            inner = (*at, key)
            yield from _locate(sound.document, inner)
            pending += [(inner, item)] if is_deep and sound.find_owner(inner) == path else []


def _list_entries(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return enumerate(value) if isinstance(value, list) else ()
