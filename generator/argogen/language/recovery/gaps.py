"""What is unknown of a document after fragments were taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.language.recovery.objects import list_texts, name_object, read_path
from argogen.language.vocabulary import bodies

if TYPE_CHECKING:
    from argogen.diagnostics import Place
    from argogen.language.recovery.sound_part import Removal, SoundPart
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

Position = tuple[str, int, int]
"""A file, and a line and a column in it."""

WORD = re.compile(r"[A-Za-z0-9_][-\w]*")
_SHARED_NAMES = frozenset({"components", "parameters", "volumes", "profiles", "artifacts"})
_SHARED = frozenset({"defaults", "profiles", "final"})
# Without one of these, what others take from an object, or give to it, is unknown.
_INTERFACE = frozenset({"outputs", "artifacts", "parameters", "with", "use", "for_each", *bodies()})
_LOOPS = frozenset({"for_each", "withItems", "withParam", "withSequence"})
_FIELDS = frozenset({"inputs", "arguments", "template", "templateRef", "dag", "containerSet"})


class Loss(NamedTuple):
    """A collection in which any name may be, by its key; `lines` are those from which it is seen, but for `apart`."""

    key: str
    lines: range
    apart: range = range(0)


class Gaps(NamedTuple):
    """What is unknown of a document.

    `names` may be defined in what was taken out, or belong to objects whose interface is unknown. `objects` are the
    positions of incomplete objects, `keys` those inside them. `has_incomplete_settings` says that any leaf may inherit
    from what was taken out.
    """

    names: frozenset[str]
    objects: frozenset[Position]
    keys: frozenset[Position]
    losses: tuple[Loss, ...]
    has_incomplete_settings: bool


def find_gaps(sound: SoundPart) -> Gaps:
    """Return what is unknown of the sound part of a document."""
    names: set[str] = set()
    incomplete: set[NodePath] = {*sound.bodiless, *sound.nameless}
    for removal in sound.removals:
        names.update(_list_names(removal), _name_owners(removal, sound))
        incomplete.update(_list_around(removal.path, sound))
    for path in sound.bodiless:
        names.add(name_object(path, read_path(sound.document.data, path)))
    objects = (_locate(sound.document, path) for path in incomplete)
    inner = (_locate_inside(sound.document, path, is_deep=path in sound.bodiless) for path in incomplete)
    return Gaps(
        names=frozenset(names) - {""},
        objects=frozenset(position for positions in objects for position in positions),
        keys=frozenset(position for positions in inner for position in positions),
        losses=tuple(_find_losses(sound)),
        has_incomplete_settings=any(_is_shared(removal.path) for removal in sound.removals),
    )


def position_of(place: Place) -> Position:
    """Return where a place begins."""
    return place.file, place.line, place.column


def _list_around(path: NodePath, sound: SoundPart) -> Iterator[NodePath]:
    """The paths of what a fragment was part of, up to the innermost object."""
    owner = sound.find_owner(path)
    yield from (path[:end] for end in range(len(owner), max(len(path), len(owner) + 1)))


def _list_names(removal: Removal) -> Iterator[str]:
    """The names that a fragment may define: its own key, the keys in it, and texts that are one word."""
    yield from (key for key in (removal.path[-1], removal.key) if isinstance(key, str))
    for text in list_texts(removal.value):
        if WORD.fullmatch(text):
            yield text
    if not _LOOPS.isdisjoint(removal.path):
        yield "item"


def _name_owners(removal: Removal, sound: SoundPart) -> Iterator[str]:
    """The name of the object around a fragment, where its interface is in doubt."""
    owner = sound.find_owner(removal.path)
    inner = removal.path[len(owner) :]
    if inner and (inner[0] in _INTERFACE | _FIELDS or isinstance(removal.value, (dict, list))):
        yield name_object(owner, read_path(sound.document.data, owner))


def _is_shared(path: NodePath) -> bool:
    """Whether a fragment belongs to the settings that leaves share."""
    return path[0] in _SHARED or path[-1] == "profile" or "templateDefaults" in path


def _find_losses(sound: SoundPart) -> Iterator[Loss]:
    lost = {(_find_lost_key(removal, sound), sound.find_outer_owner(removal.path)) for removal in sound.removals}
    lost |= {("<name>", sound.find_outer_owner(step)) for step in sound.nameless}
    for key, owner in sorted(lost, key=str):
        is_everywhere = not owner and key in _SHARED_NAMES
        apart = sound.document.lines(("components",)) if not owner and "components" in sound.document.data else range(0)
        yield Loss(key, sound.document.lines(owner), range(0) if is_everywhere else apart)


def _locate(document: Document, path: NodePath) -> Iterator[Position]:
    yield position_of(document.place(path))
    if path and isinstance(path[-1], str):
        yield position_of(document.place(path, key=True))


def _locate_inside(document: Document, path: NodePath, *, is_deep: bool) -> Iterator[Position]:
    """The positions of the keys of an object; those of all that stands inside it if `is_deep`."""
    pending = [(path, read_path(document.data, path))]
    while pending:
        at, value = pending.pop()
        for key, item in _list_entries(value):
            inner = (*at, key)
            yield from _locate(document, inner)
            pending += [(inner, item)] if is_deep else []


def _list_entries(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return enumerate(value) if isinstance(value, list) else ()


def _find_lost_key(removal: Removal, sound: SoundPart) -> str:
    """The collection that a fragment was, where nothing can be seen of the names in it; "" if it was none."""
    inner = removal.path[len(sound.find_owner(removal.path)) :]
    if not inner:  # what was meant to be one step may be several side by side
        return "<order>" if isinstance(removal.value, list) else ""
    if inner[0] in _LOOPS:
        return "for_each"
    is_opaque = not isinstance(removal.value, (dict, list)) or not removal.value
    return str(inner[-1]) if is_opaque else ""
