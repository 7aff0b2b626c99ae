"""The way of a pipeline through the house, from its source to its manifest."""

from __future__ import annotations

import dataclasses
import functools
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from argogen.cli.inputs import Input
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, has_errors
from argogen.dialects.recognition import is_runnable
from argogen.emit import dump_all
from argogen.normalize.pipeline import normalize
from argogen.rendering.templates import Templates
from argogen.rules.check import check_context
from argogen.source.document import Document
from argogen.source.kubernetes import KUBERNETES
from argogen.source.read import read_documents
from argogen.source.substitution import substitute
from argogen.source.text import Source, read_source
from argogen.source.written import keep_spelling
from argogen.structure import DEFAULT_VERSION, load_structure
from argogen.validation.argo_objects import check_argo_objects
from argogen.validation.pipeline import validate_pipeline
from argogen.verify.manifest import verify_manifest, verify_passed_through


class Options(NamedTuple):
    """What the command line adds to a pipeline.

    `values` are parameters (`--set`), `variables` and `environment` are for `${{ }}`, `templates` folders of overrides;
    `configuration` and `parameters` are files for runnable pipelines.
    """

    argo_version: str = DEFAULT_VERSION
    templates: tuple[Path, ...] = ()
    values: Mapping[str, str] = MappingProxyType({})
    variables: Mapping[str, str] = MappingProxyType({})
    environment: str | None = None
    environ: Mapping[str, str] = MappingProxyType({})
    configuration: Path | None = None
    parameters: Path | None = None


class Prepared(NamedTuple):
    """A document on its way: a pipeline's Context, or, where `context` is None, an object that passes through.

    `output_file` is where the pipeline itself wants its manifest to go.
    """

    document: Document
    context: Context | None
    diagnostics: tuple[Diagnostic, ...] = ()
    output_file: str = ""


class Generated(NamedTuple):
    """The manifest text of one source, what was noticed on the way, and the file that it is to go to, if it says so."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    output_file: str = ""


def prepare(given: Input, options: Options) -> list[Prepared]:
    """Every document of a source up to its Context. Raises InvalidInputError with all that is wrong in all of them."""
    prepared: list[Prepared] = []
    faults: list[Diagnostic] = []
    documents = [d for d in read_documents(given.source) if d.data is not None]
    if not documents:
        raise InvalidInputError([_empty(given.source)])
    for document in documents:
        try:
            prepared.append(_prepare_one(document, given, options))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    return prepared


def generate(given: Input, options: Options) -> Generated:
    """The manifest of a source. Raises InvalidInputError."""
    manifests: list[Any] = []
    noticed: list[Diagnostic] = []
    documents = prepare(given, options)
    for prepared in documents:
        manifest, found = _render(prepared, given, options)
        noticed += [*prepared.diagnostics, *found]
        manifests.append(manifest)
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    output_file = next((prepared.output_file for prepared in documents if prepared.output_file), "")
    return Generated(dump_all(manifests), tuple(noticed), output_file)


def _prepare_one(document: Document, given: Input, options: Options) -> Prepared:
    if is_kubernetes_object(document.data):
        return Prepared(document, None)
    if is_runnable(document.data):
        return _prepare_runnable(document, given, options)
    return normalize_document(_substitute(document, options), given, options)


def _prepare_runnable(document: Document, given: Input, options: Options) -> Prepared:
    # Imported only here: nobody else pays for a dialect.
    dialects = importlib.import_module("argogen.cli.dialects")
    files = dialects.Files(given.folder, options.configuration, options.parameters)
    translated = dialects.translate(document, files, options.environ, options.values)
    prepared = normalize_document(translated.document, given, options._replace(values={}))
    noticed = (*translated.diagnostics, *prepared.diagnostics)
    return prepared._replace(diagnostics=noticed, output_file=translated.output_file)


def normalize_document(document: Document, given: Input, options: Options) -> Prepared:
    """A pipeline document up to its Context. Raises InvalidInputError."""
    structure = load_structure(options.argo_version)
    found = [*validate_pipeline(document), *check_argo_objects(document, structure)]
    if has_errors(found):
        raise InvalidInputError(found)
    normalized = normalize(document, structure, functools.partial(_read_beside, given.folder), options.values)
    noticed = (*found, *normalized.diagnostics, *check_context(normalized.context, document))
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    return Prepared(document, normalized.context, noticed)


def is_kubernetes_object(data: Any) -> bool:
    """Whether a document passes through: it is a Kubernetes object already."""
    return isinstance(data, dict) and "apiVersion" in data and "kind" in data


def _substitute(document: Document, options: Options) -> Document:
    if "${{" not in document.source.text:
        return document
    names: dict[str, Any] = {"env": dict(options.environ)}
    if options.environment is not None:
        names["environment"] = options.environment
    try:
        names["vars"] = {**_read_variables(document, names), **options.variables}
        return substitute(document, names)
    except InvalidInputError as error:
        raise InvalidInputError(map(_tell_of_option, error.diagnostics)) from error


def _tell_of_option(fault: Diagnostic) -> Diagnostic:
    """The environment is not in the pipeline: where it is missing, say how to give it."""
    if fault.code == "undefined-name" and fault.message.startswith("'environment'"):
        return fault._replace(hint="give it with --env NAME, or write environment | default('test')")
    return fault


def _read_variables(document: Document, names: Mapping[str, Any]) -> Mapping[str, Any]:
    """The pipeline's `vars`, which may use `env` and `environment` but not each other."""
    declared = document.data.get("vars") if isinstance(document.data, dict) else None
    if not isinstance(declared, dict):
        return {}
    alone = dataclasses.replace(document, top=[{"vars": declared}])
    variables: Mapping[str, Any] = keep_spelling(substitute(alone, names))["vars"]
    return variables


def _read_beside(folder: Path, name: str) -> Source:
    return read_source(str(folder / name))


def _empty(source: Source) -> Diagnostic:
    return Diagnostic("empty-file", "there is no pipeline in it", Place(source.file), "write a name and a body")


def _render(prepared: Prepared, given: Input, options: Options) -> tuple[Any, list[Diagnostic]]:
    structure = load_structure(options.argo_version)
    document, context = prepared.document, prepared.context
    if context is None:
        read = read_documents(given.source, KUBERNETES)[document.index]
        return read.data, verify_passed_through(read.data, read, structure)
    manifest = _render_context(context, document, given, options)
    return manifest, verify_manifest(manifest, context, document, structure)


def render_document(document: Document, given: Input, options: Options) -> Any:
    """The manifest, as data, of a pipeline document. Raises InvalidInputError."""
    prepared = normalize_document(document, given, options)
    assert prepared.context is not None
    return _render_context(prepared.context, document, given, options)


def _render_context(context: Context, document: Document, given: Input, options: Options) -> Any:
    folders = (*options.templates, *_template_folders(document, given.folder))
    templates = _templates(tuple(folder.absolute() for folder in folders))
    return templates.render("manifest.yaml.j2", workflow=context.workflow, templates=context.templates)


def _template_folders(document: Document, folder: Path) -> Iterator[Path]:
    """The folders that a pipeline names, beside its file. Raises InvalidInputError for one that is not there."""
    named = document.data.get("templates") or ()
    for name in [named] if isinstance(named, str) else named:
        if not (folder / name).is_dir():
            place = document.place(("templates",), find=name)
            hint = "the path is relative to the pipeline's file"
            raise InvalidInputError([Diagnostic("missing-folder", f"there is no folder '{name}'", place, hint)])
        yield folder / name


@functools.cache
def _templates(folders: tuple[Path, ...]) -> Templates:
    """One Jinja environment for each set of folders, so that many pipelines compile their templates once."""
    return Templates(folders)
