"""Translate documents of other dialects, with their configuration files, to pipelines."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import InvalidInputError, Place
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.recognition import is_runnable
from argogen.dialects.runnable.pipeline import RunnableInputs, TranslationResult, translate_runnable
from argogen.dialects.runnable.settings.configuration import read_configuration
from argogen.files import is_file
from argogen.host import Host
from argogen.project.confinement import Confinement
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.read import read_document, read_documents


class RunnableFiles(NamedTuple):
    """The directory of a runnable pipeline, its configuration and parameter files, and their reader.

    The paths in the pipeline are confined.
    """

    folder: Path
    configuration: Path | None
    parameters: Path | None
    tracker: InputTracker
    confinement: Confinement


def translate(document: Document, files: RunnableFiles, values: Mapping[str, str]) -> TranslationResult:
    """Translate a runnable pipeline. Raises InvalidInputError."""
    read_pipeline = functools.partial(_read_pipeline, files)
    whole = (_read_whole(files.configuration, files), _read_whole(files.parameters, files))
    return translate_runnable(document, RunnableInputs(read_pipeline, *whole, files.tracker.environ, values))


def find_output_file(pipeline: Path, configuration: Path, host: Host) -> str | None:
    """Return the output file in a configuration; None for an invalid configuration, which rendering reports."""
    try:
        if any(is_runnable(document.data) for document in read_documents(host.read(pipeline))):
            document = read_document(host.read(configuration))
            return read_configuration(document, host.environ, TranslationCollector()).value("output_file") or None
    except InvalidInputError:
        pass
    return None


def _read_whole(path: Path | None, files: RunnableFiles) -> Document | None:
    return None if path is None else read_document(files.tracker.read(path))


def _read_pipeline(files: RunnableFiles, name: str) -> Document:
    """Read a pipeline referenced by another one.

    In runnable, such a path is relative to the working directory, usually a parent directory of the pipeline.
    """
    resolve = files.tracker.host.resolve
    places = [around / name for around in (files.folder, *resolve(files.folder).parents)]
    found = next((place for place in places if is_file(resolve(place))), places[0])
    files.confinement.check(resolve(found), name, lambda: Place(str(found)))
    return read_document(files.tracker.read(found))
