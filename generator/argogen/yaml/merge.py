"""Merge keys: `<<: *base` and `<<: [*first, *second]` (https://yaml.org/type/merge.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.yaml.spellings import EntrySpellings


class MergeKey:
    """A `<<` among the keys of a mapping that is not complete yet."""


class InvalidMergeError(ValueError):
    """The value of a merge key is neither a mapping nor a list of mappings."""


def merge_mappings(mapping: dict[Any, Any], notes: EntrySpellings, *, in_place: bool) -> None:
    """Replace each `MergeKey` by what its value holds; the mapping's own entries win.

    With `in_place`, a `<<` also overrides the keys that stand before it, as go-yaml v2 has it. Of a list of mappings
    the earlier ones win. Notes follow their values.
    """
    pairs = list(mapping.items())
    if not in_place:
        pairs.sort(key=lambda pair: not isinstance(pair[0], MergeKey))
    texts: dict[str, str | None] = {}
    merged: dict[str, Any] = {}
    for key, value in pairs:
        for source, entries in _list_sources(mapping, key, value):
            merged.update(entries)
            texts.update((entry, notes.get(source, entry)) for entry in entries if notes)
    mapping.clear()
    mapping.update(merged)
    for key, text in texts.items():
        notes.set(mapping, key, text)


def _list_sources(mapping: dict[Any, Any], key: Any, value: Any) -> list[tuple[Any, dict[str, Any]]]:
    if not isinstance(key, MergeKey):
        return [(mapping, {key: value})]
    sources = [value] if isinstance(value, dict) else value
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise InvalidMergeError
    return [(source, source) for source in reversed(sources)]
