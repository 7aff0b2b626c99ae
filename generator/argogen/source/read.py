"""One reader for all inputs: YAML text to documents."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.source.build import GaveUpError, build_documents
from argogen.source.document import Document
from argogen.source.events import parse_events
from argogen.source.notes import Notes
from argogen.source.outline import Outline
from argogen.source.scalars import CORE, Scalars

if TYPE_CHECKING:
    from argogen.source.text import Source


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
        faults = importlib.import_module("argogen.source.faults")
        raise InvalidInputError(faults.find_faults(source, scalars) or [unplaced]) from error
    outline = Outline(source, scalars)
    return [Document(source, index, top, outline, numbers, Notes()) for index, (top, numbers) in enumerate(built)]
