"""Read YAML sources as documents."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import yaml

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.document import Document
from argogen.yaml.events import parse_events
from argogen.yaml.loader import FastLoadError, load_documents
from argogen.yaml.scalars import CORE, Scalars
from argogen.yaml.spellings import EntrySpellings

if TYPE_CHECKING:
    from argogen.yaml.positions.index import PositionIndex
    from argogen.yaml.text import SourceText


# The events of this many characters take some megabytes; a larger source is parsed again for the places of its nodes.
_KEPT = 65_536


def read_documents(source: SourceText, scalars: Scalars = CORE, *, with_places: bool = False) -> list[Document]:
    """Return the documents of a stream in order: none if it is empty, one with data None for a single `---`.

    `with_places` if places of nodes are likely to be needed: they are found faster then, and take more memory.

    Raises:
        InvalidInputError: with all errors that one run can detect, in reading order.
    """
    if source.text.startswith("\ufeff"):
        source = source._replace(text=source.text[1:])  # the parser does not count it
    try:
        events: Iterable[yaml.Event] = parse_events(source.text)
        kept = list(events) if with_places and len(source.text) <= _KEPT else None
        built = load_documents(events if kept is None else kept, scalars)
    except (FastLoadError, yaml.YAMLError, ValueError) as error:
        unplaced = Diagnostic("invalid-yaml", f"invalid YAML: {error}", Place(source.file))
        # Imported at an error only, because the modules that report all errors are as large as the reader.
        diagnostics = importlib.import_module("argogen.yaml.positions.diagnostics")
        raise InvalidInputError(diagnostics.find_diagnostics(source, scalars) or [unplaced]) from error
    open_positions = _LatePositions(source, scalars, kept)
    return [
        Document(source, index, top, open_positions, numbers, EntrySpellings())
        for index, (top, numbers) in enumerate(built)
    ]


def read_document(source: SourceText) -> Document:
    """Return the document of a file. Raises InvalidInputError if it has no document or several."""
    documents = read_documents(source)
    if len(documents) != 1:
        message = f"expected one document, found {len(documents) or 'none'}"
        raise InvalidInputError([Diagnostic("wrong-document-count", message, Place(source.file))])
    return documents[0]


class _LatePositions:
    """Opens the index of all places in a source, which only diagnostics need, at the first call."""

    def __init__(self, source: SourceText, scalars: Scalars, events: list[yaml.Event] | None) -> None:
        self._given = (source, scalars, events)
        self._positions: PositionIndex | None = None

    def __call__(self) -> PositionIndex:
        if self._positions is None:
            index = importlib.import_module("argogen.yaml.positions.index")
            self._positions = index.PositionIndex(*self._given)
        return self._positions
