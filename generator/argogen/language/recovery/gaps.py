"""What is unknown of a document after fragments were taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.language.recovery.objects import find_owner, name_object
from argogen.language.vocabulary import bodies

if TYPE_CHECKING:
    from argogen.diagnostics import Place
    from argogen.language.recovery.pruning import Removal, SoundPart
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

Position = tuple[str, int, int]
"""A file, and a line and a column in it."""

WORD = re.compile(r"[A-Za-z0-9_][-\w]*")
_SHARED = frozenset({"defaults", "profiles", "final"})
# Without one of these, what others take from an object, or give to it, is unknown.
_INTERFACE = frozenset({"outputs", "artifacts", "parameters", "with", "use", "for_each", *bodies()})


class Gaps(NamedTuple):
    """What is unknown of a document.

    `names` may be defined in what was taken out, or belong to objects whose interface is unknown; `words` are all that
    stand in it, uses of names among them. `objects` are the positions of incomplete objects, `keys` those of the keys
    of objects whose body is unknown. `lost` are the keys of collections whose entries are all unknown. `is_nameless`
    says that steps without a name are there, so that any name may be theirs, `has_bodiless` that objects without a body
    are there, which may use any name, and `has_incomplete_settings` that any leaf may inherit what was taken out.
    """

    names: frozenset[str]
    words: frozenset[str]
    objects: frozenset[Position]
    keys: frozenset[Position]
    lost: frozenset[str]
    is_nameless: bool
    has_bodiless: bool
    has_incomplete_settings: bool


def find_gaps(sound: SoundPart, original: Document) -> Gaps:
    """Return what is unknown of the sound part of a document."""
    names: set[str] = set()
    words: set[str] = set()
    incomplete: set[NodePath] = {*sound.bodiless, *sound.nameless}
    for removal in sound.removals:
        names.update(_list_names(removal), _name_owners(removal, original))
        words.update(_list_words(removal))
        incomplete.update((removal.path[:-1], find_owner(removal.path)))
    for path in sound.bodiless:
        names.add(name_object(path, _read(original.data, path)))
    objects = (_locate(sound.document, path) for path in incomplete)
    return Gaps(
        names=frozenset(names) - {""},
        words=frozenset(words),
        objects=frozenset(position for positions in objects for position in positions),
        keys=frozenset(_locate_keys(sound.document, incomplete)),
        lost=frozenset(str(removal.path[-1]) for removal in sound.removals if _is_opaque(removal)),
        is_nameless=bool(sound.nameless),
        has_bodiless=bool(sound.bodiless),
        has_incomplete_settings=any(_is_shared(removal.path) for removal in sound.removals),
    )


def position_of(place: Place) -> Position:
    """Return where a place begins."""
    return place.file, place.line, place.column


def _list_names(removal: Removal) -> Iterator[str]:
    """The names that a fragment may define: its own key, the keys in it, and texts that are one word."""
    yield str(removal.path[-1])
    for text in _list_texts(removal.value):
        if WORD.fullmatch(text):
            yield text
    if "for_each" in removal.path:
        yield "item"


def _list_words(removal: Removal) -> Iterator[str]:
    yield from (word for text in _list_texts(removal.value) for word in WORD.findall(text))


def _list_texts(value: Any) -> Iterator[str]:
    """All texts in a value, keys among them."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            pending += [*part, *part.values()]
        elif isinstance(part, list):
            pending += part
        elif part is not None:
            yield str(part)


def _name_owners(removal: Removal, original: Document) -> Iterator[str]:
    """The name of the object around a fragment, where its interface is in doubt."""
    owner = find_owner(removal.path)
    inner = removal.path[len(owner) :]
    if inner and (inner[0] in _INTERFACE or isinstance(removal.value, (dict, list))):
        yield name_object(owner, _read(original.data, owner))


def _is_shared(path: NodePath) -> bool:
    """Whether a fragment belongs to the settings that leaves share."""
    return path[0] in _SHARED or path[-1] == "profile"


def _is_opaque(removal: Removal) -> bool:
    """Whether nothing can be seen of the names in a fragment that should hold some."""
    return not isinstance(removal.value, (dict, list)) or not removal.value


def _locate(document: Document, path: NodePath) -> Iterator[Position]:
    yield position_of(document.place(path))
    if path and isinstance(path[-1], str):
        yield position_of(document.place(path, key=True))


def _locate_keys(document: Document, paths: Iterable[NodePath]) -> Iterator[Position]:
    for path in paths:
        value = _read(document.data, path)
        for key in value if isinstance(value, dict) else ():
            yield position_of(document.place((*path, key), key=True))


def _read(data: Any, path: NodePath) -> Any:
    for key in path:
        try:
            data = data[key]
        except (LookupError, TypeError):
            return None
    return data
