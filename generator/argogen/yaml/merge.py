"""Merge keys: `<<: *base` and `<<: [*first, *second]` (https://yaml.org/type/merge.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.yaml.spellings import EntrySpellings


class MergeKey:
    """A `<<` among the keys of an incomplete mapping."""


class InvalidMergeError(ValueError):
    """The value of a merge key is neither a mapping nor a list of mappings."""


def merge_mappings(mapping: dict[Any, Any], spellings: EntrySpellings, *, in_place: bool) -> None:
    """Replace each `MergeKey` with the entries of its value; entries of the mapping itself take precedence.

    With `in_place`, a `<<` overrides the keys before it, as in go-yaml v2. In a list of mappings, the earlier ones take
    precedence. `spellings` are updated.
    """
    pairs = list(mapping.items())
    if not in_place:
        pairs.sort(key=lambda pair: not isinstance(pair[0], MergeKey))
    texts: dict[str, str | None] = {}
    merged: dict[str, Any] = {}
    for key, value in pairs:
        for source, entries in _list_sources(mapping, key, value):
            merged.update(entries)
            texts.update((entry, spellings.get(source, entry)) for entry in entries if spellings)
    mapping.clear()
    mapping.update(merged)
    for key, text in texts.items():
        spellings.set(mapping, key, text)


def _list_sources(mapping: dict[Any, Any], key: Any, value: Any) -> list[tuple[Any, dict[str, Any]]]:
    if not isinstance(key, MergeKey):
        return [(mapping, {key: value})]
    sources = [value] if isinstance(value, dict) else value
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise InvalidMergeError
    return [(source, source) for source in reversed(sources)]
