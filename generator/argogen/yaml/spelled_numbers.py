"""Numbers with their spelling in the source, which matters where they become strings: a version `3.10` is not 3.1."""

from __future__ import annotations

from typing import Any

from argogen.yaml.document import Document
from argogen.yaml.scalars import SpelledFloat, SpelledInt
from argogen.yaml.spellings import EntrySpellings


def keep_spelling(document: Document) -> Any:
    """Return the data of a document, with SpelledInt or SpelledFloat for numbers that are not in canonical form.

    Without such numbers, return the data itself. Aliases of one anchor are still the same object.
    """
    if not document.numbers:
        return document.data
    return _copy(document.top, document.numbers, {})[0]


def _copy(value: Any, numbers: EntrySpellings, done: dict[int, Any]) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    if id(value) not in done:
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        copies = {entry: _spell(_copy(item, numbers, done), numbers.get(value, entry)) for entry, item in entries}
        done[id(value)] = copies if isinstance(value, dict) else list(copies.values())
    return done[id(value)]


def _spell(value: Any, text: str | None) -> Any:
    if text is None or value.__class__ not in (int, float):
        return value
    spelled = SpelledInt(value) if isinstance(value, int) else SpelledFloat(value)
    spelled.spelling = text
    return spelled
