"""One reader for all inputs: YAML text to documents."""

from __future__ import annotations

import functools
import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.build import GaveUpError, build_documents
from argogen.yaml.document import Document
from argogen.yaml.events import parse_events
from argogen.yaml.notes import Notes
from argogen.yaml.scalars import CORE, Scalars

if TYPE_CHECKING:
    from argogen.yaml.positions.tree import Outline
    from argogen.yaml.text import Source


def read_documents(source: Source, scalars: Scalars = CORE) -> list[Document]:
    """The documents of a stream in order; none for a text without any, one with data None for `---` alone.

    Raises:
        InvalidInputError: with all the faults that one run can find, in reading order.
    """
    source = replace(source, text=source.text.removeprefix("\ufeff"))  # the parser would not count it
    try:
        built = build_documents(parse_events(source.text), scalars)
    except (GaveUpError, yaml.YAMLError, ValueError) as error:
        unplaced = Diagnostic("bad-yaml", f"this text cannot be read: {error}", Place(source.file))
        # Imported only here: most texts have no fault, and what finds them all is as large as the reader itself.
        faults = importlib.import_module("argogen.yaml.positions.faults")
        raise InvalidInputError(faults.find_faults(source, scalars) or [unplaced]) from error
    open_outline = functools.cache(functools.partial(_make_outline, source, scalars))
    return [Document(source, index, top, open_outline, numbers, Notes()) for index, (top, numbers) in enumerate(built)]


def read_document(source: Source) -> Document:
    """The document of a file that has one. Raises InvalidInputError."""
    documents = read_documents(source)
    if len(documents) != 1:
        message = f"one document is needed, and there are {len(documents)}"
        raise InvalidInputError([Diagnostic("wrong-documents", message, Place(source.file))])
    return documents[0]


def _make_outline(source: Source, scalars: Scalars) -> Outline:
    """The places of everything in a source, made when somebody asks for one: a good run never does."""
    outline: Outline = importlib.import_module("argogen.yaml.positions.tree").Outline(source, scalars)
    return outline
