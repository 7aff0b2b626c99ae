"""Documents of other dialects, and the files that go with them, on their way to a pipeline."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import InvalidInputError
from argogen.dialects.recognition import is_runnable
from argogen.dialects.reports import Reports
from argogen.dialects.runnable.pipeline import Surroundings, Translated, translate_runnable
from argogen.dialects.runnable.settings.configuration import read_configuration
from argogen.yaml.document import Document
from argogen.yaml.read import read_document, read_documents
from argogen.yaml.text import SourceText, read_source


class Files(NamedTuple):
    """What goes with a runnable pipeline: the folder that it is in, its configuration and its parameters.

    `read` gives the text of a file.
    """

    folder: Path
    configuration: Path | None
    parameters: Path | None
    read: Callable[[Path], SourceText]


def translate(document: Document, files: Files, environ: Mapping[str, str], values: Mapping[str, str]) -> Translated:
    """The pipeline document for a runnable pipeline. Raises InvalidInputError."""
    read_pipeline = functools.partial(_read_pipeline, files)
    whole = (_read_whole(files.configuration, files), _read_whole(files.parameters, files))
    return translate_runnable(document, Surroundings(read_pipeline, *whole, environ, values))


def find_output_file(pipeline: Path, configuration: Path, environ: Mapping[str, str]) -> str | None:
    """The file that a configuration names for the manifest of a runnable pipeline; of faults the render will tell."""
    try:
        if any(is_runnable(document.data) for document in read_documents(read_source(pipeline))):
            document = read_document(read_source(configuration))
            return read_configuration(document, environ, Reports()).value("output_file") or None
    except InvalidInputError:
        pass
    return None


def _read_whole(path: Path | None, files: Files) -> Document | None:
    return None if path is None else read_document(files.read(path))


def _read_pipeline(files: Files, name: str) -> Document:
    """The pipeline that another one names.

    runnable takes such a path from where it is started, which tends to be a folder around the pipeline's own.
    """
    places = [around / name for around in (files.folder, *files.folder.absolute().parents)]
    return read_document(files.read(next((place for place in places if place.is_file()), files.folder / name)))
