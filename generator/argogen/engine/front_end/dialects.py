"""Translate documents of other dialects, with the files that belong to them, to pipelines."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import InvalidInputError
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.recognition import is_runnable
from argogen.dialects.runnable.pipeline import RunnableInputs, TranslationResult, translate_runnable
from argogen.dialects.runnable.settings.configuration import read_configuration
from argogen.host import Host
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.read import read_document, read_documents


class RunnableFiles(NamedTuple):
    """The folder of a runnable pipeline, its configuration and parameters, and the reader of such files."""

    folder: Path
    configuration: Path | None
    parameters: Path | None
    tracker: InputTracker


def translate(document: Document, files: RunnableFiles, values: Mapping[str, str]) -> TranslationResult:
    """Translate a runnable pipeline. Raises InvalidInputError."""
    read_pipeline = functools.partial(_read_pipeline, files)
    whole = (_read_whole(files.configuration, files), _read_whole(files.parameters, files))
    return translate_runnable(document, RunnableInputs(read_pipeline, *whole, files.tracker.environ, values))


def find_output_file(pipeline: Path, configuration: Path, host: Host) -> str | None:
    """Return the output file that a configuration names; None where it cannot be read, which rendering reports."""
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
    """Read the pipeline that another one names.

    runnable takes such a path from where it is started, which tends to be a folder around the pipeline's own.
    """
    resolve = files.tracker.host.resolve
    places = [around / name for around in (files.folder, *resolve(files.folder).parents)]
    return read_document(files.tracker.read(next((place for place in places if resolve(place).is_file()), places[0])))
