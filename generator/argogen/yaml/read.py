"""Read YAML text to documents."""

from __future__ import annotations

import functools
import importlib
from dataclasses import replace
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


def read_documents(source: SourceText, scalars: Scalars = CORE) -> list[Document]:
    """Return the documents of a stream in order; none for a text without any, one with data None for `---` alone.

    Raises:
        InvalidInputError: with all errors that one run can find, in reading order.
    """
    source = replace(source, text=source.text.removeprefix("\ufeff"))  # the parser would not count it
    try:
        built = load_documents(parse_events(source.text), scalars)
    except (FastLoadError, yaml.YAMLError, ValueError) as error:
        unplaced = Diagnostic("bad-yaml", f"this text cannot be read: {error}", Place(source.file))
        # Imported only here: most texts have no error, and what finds them all is as large as the reader itself.
        diagnostics = importlib.import_module("argogen.yaml.positions.diagnostics")
        raise InvalidInputError(diagnostics.find_diagnostics(source, scalars) or [unplaced]) from error
    open_positions = functools.cache(functools.partial(_index_positions, source, scalars))
    return [
        Document(source, index, top, open_positions, numbers, EntrySpellings())
        for index, (top, numbers) in enumerate(built)
    ]


def read_document(source: SourceText) -> Document:
    """Return the only document of a file. Raises InvalidInputError if it has none or several."""
    documents = read_documents(source)
    if len(documents) != 1:
        message = f"one document is needed, and there are {len(documents)}"
        raise InvalidInputError([Diagnostic("wrong-documents", message, Place(source.file))])
    return documents[0]


def _index_positions(source: SourceText, scalars: Scalars) -> PositionIndex:
    """Return the index of all places in a source, which is built on demand: a run without diagnostics needs none."""
    positions: PositionIndex = importlib.import_module("argogen.yaml.positions.index").PositionIndex(source, scalars)
    return positions
