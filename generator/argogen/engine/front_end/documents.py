"""From the documents of a source to the Contexts of pipelines: read, fill in, validate, normalize, check."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from argogen.argo.structure import load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity, has_errors
from argogen.dialects.recognition import has_foreign_settings, is_runnable
from argogen.engine.front_end.parameter_values import read_values
from argogen.engine.front_end.substitution import fill_in
from argogen.engine.options import CompileOptions, find_configuration
from argogen.engine.rule_selection import choose, settle
from argogen.engine.state import Prepared, Way, is_kubernetes_object
from argogen.language.normalize import normalize
from argogen.language.settings.layers import SettingsLayer
from argogen.language.validation.argo_objects import check_argo_objects
from argogen.language.validation.pipeline import validate_pipeline
from argogen.linter.run import check_context
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


def prepare_all(way: Way) -> list[Prepared]:
    """Every document of a source up to its Context. Raises InvalidInputError with all that is wrong in all of them."""
    prepared: list[Prepared] = []
    faults: list[Diagnostic] = []
    documents = [d for d in read_documents(way.given.source) if d.data is not None]
    if not documents:
        raise InvalidInputError([_empty(way.given.source)])
    for document in documents:
        try:
            prepared.append(_prepare_one(document, way))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    return prepared


def _prepare_one(document: Document, way: Way) -> Prepared:
    if is_kubernetes_object(document.data):
        return Prepared(document, None)
    if is_runnable(document.data):
        return _prepare_runnable(document, way)
    prepared = normalize_one(*fill_in(document, way), way)
    return prepared._replace(diagnostics=(*_tell_of_configuration(document, way.options), *prepared.diagnostics))


def _tell_of_configuration(document: Document, options: CompileOptions) -> Iterator[Diagnostic]:
    """A configuration that was given is expected to change something."""
    if options.configuration is not None:
        message = "this is no runnable pipeline, so the configuration changes nothing"
        hint = "settings for pipelines go into their defaults, or into the project file"
        yield Diagnostic("without-effect", message, document.place(()), hint, Severity.WARNING)


def _prepare_runnable(document: Document, way: Way) -> Prepared:
    # Imported only here: nobody else pays for a dialect.
    dialects = importlib.import_module("argogen.engine.front_end.dialects")
    options = way.options
    named = find_files_for_runnable(options, way.intake.environ)
    files = dialects.Files(way.given.folder, *named, way.intake.read)
    translated = dialects.translate(document, files, way.intake.environ, options.values)
    _, beneath = fill_in(document, way)
    prepared = normalize_one(translated.document, beneath, way._replace(options=options.without_values))
    noticed = (*translated.diagnostics, *prepared.diagnostics)
    return prepared._replace(diagnostics=noticed)


def find_files_for_runnable(options: CompileOptions, environ: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    """The configuration and the parameters: those of the command line, of the project, of the environment."""
    setup = options.setup
    of_project = [setup.file_for_runnable(key) if setup else None for key in ("configuration", "parameters")]
    configuration = find_configuration(options.configuration or of_project[0], environ)
    return configuration, options.parameters or of_project[1]


def normalize_one(
    document: Document, beneath: tuple[SettingsLayer, ...], way: Way, *, is_checked: bool = False
) -> Prepared:
    """A document that is filled in, up to its Context, over what lies beneath it. Raises InvalidInputError.

    `is_checked` says that what is Argo's in it is known to have the right form.
    """
    options = way.options
    structure = load_structure(options.argo_version)
    document = _spell_out(document, beneath)
    found = [*validate_pipeline(document), *(() if is_checked else check_argo_objects(document, structure))]
    if has_errors(found):
        raise InvalidInputError(found)
    read_file = functools.partial(_read_beside, way)
    normalized = normalize(document, structure, read_file, _read_values(document, way), beneath).require_complete()
    noticed = (*found, *normalized.diagnostics)
    if options.selection is not None:
        # Only lint asks all rules, and tells what comes after an error, too.
        every = importlib.import_module("argogen.linter.every")
        subject = every.Subject(normalized.context, options.argo_version, options.libraries)
        checked = every.check_all(subject, document, choose(way))
        return Prepared(document, normalized.context, (*noticed, *checked))
    noticed = tuple(settle((*noticed, *check_context(normalized.context, document, choose(way))), document, way))
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    return Prepared(document, normalized.context, noticed)


def _read_values(document: Document, way: Way) -> Mapping[str, str]:
    """The values for parameters, of a file and of the command line, which wins."""
    file = way.options.parameters
    if file is None:
        return way.options.values
    declared = document.data.get("parameters") or {}
    return {**read_values(way.intake.read(file), declared), **way.options.values}


def _spell_out(document: Document, beneath: tuple[SettingsLayer, ...]) -> Document:
    """The pipeline with what its defaults, or those of its project, say in runnable's words."""
    keys = {key: part for layer in beneath for key, part in layer.pipeline.items()}
    is_foreign = has_foreign_settings(document.data)
    if not keys and not is_foreign:
        return document
    if faults := validate_pipeline(document):
        raise InvalidInputError(faults)
    inherited = importlib.import_module("argogen.dialects.runnable.settings.inherited")
    spelled = inherited.spell_out(document, [()]) if is_foreign else inherited.Inherited(document, {})
    whole: Document = inherited.add_keys(spelled.document, {**keys, **spelled.pipeline})
    return whole


def _read_beside(way: Way, name: str) -> SourceText:
    return way.intake.read(way.given.folder / name)


def _empty(source: SourceText) -> Diagnostic:
    return Diagnostic("empty-file", "there is no pipeline in it", Place(source.file), "write a name and a body")
