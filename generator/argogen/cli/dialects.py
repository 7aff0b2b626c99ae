"""Documents of other dialects, and the files that go with them, on their way to a pipeline."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.dialects.runnable.pipeline import Surroundings, Translated, translate_runnable
from argogen.source.document import Document
from argogen.source.read import read_documents
from argogen.source.text import Source


class Files(NamedTuple):
    """What goes with a runnable pipeline: the folder that it is in, its configuration and its parameters.

    `read` gives the text of a file.
    """

    folder: Path
    configuration: Path | None
    parameters: Path | None
    read: Callable[[Path], Source]


def translate(document: Document, files: Files, environ: Mapping[str, str], values: Mapping[str, str]) -> Translated:
    """The pipeline document for a runnable pipeline. Raises InvalidInputError."""
    read_pipeline = functools.partial(_read_pipeline, files)
    whole = (_read_whole(files.configuration, files), _read_whole(files.parameters, files))
    return translate_runnable(document, Surroundings(read_pipeline, *whole, environ, values))


def _read_whole(path: Path | None, files: Files) -> Document | None:
    return None if path is None else _read_only(files.read(path))


def _read_pipeline(files: Files, name: str) -> Document:
    """The pipeline that another one names.

    runnable takes such a path from where it is started, which tends to be a folder around the pipeline's own.
    """
    places = [around / name for around in (files.folder, *files.folder.absolute().parents)]
    return _read_only(files.read(next((place for place in places if place.is_file()), files.folder / name)))


def _read_only(source: Source) -> Document:
    documents = read_documents(source)
    if len(documents) != 1:
        message = f"one document is needed, and there are {len(documents)}"
        raise InvalidInputError([Diagnostic("wrong-documents", message, Place(source.file))])
    return documents[0]
