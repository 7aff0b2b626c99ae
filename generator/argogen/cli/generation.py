"""The way of a pipeline through the house, from its source to its manifest."""

from __future__ import annotations

import dataclasses
import functools
import importlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argogen.cli.inputs import Input, find_path
from argogen.cli.options import Options, find_configuration
from argogen.cli.results import Failed, Generated, Result
from argogen.cli.values import read_values
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity, has_errors
from argogen.dialects.recognition import has_foreign_settings, is_runnable
from argogen.emit import dump_all
from argogen.normalize.layers import Layer
from argogen.normalize.pipeline import normalize
from argogen.packs.pack import Pack
from argogen.project.choices import choose_rules
from argogen.project.layers import build_layers, load_packs, name_parameters, read_variables
from argogen.rendering.templates import Templates
from argogen.rules.check import check_context
from argogen.rules.ignores import drop_ignored
from argogen.rules.selection import Choice
from argogen.source.document import Document
from argogen.source.intake import Intake
from argogen.source.kubernetes import KUBERNETES
from argogen.source.read import read_documents
from argogen.source.substitution import substitute
from argogen.source.text import Source
from argogen.source.written import keep_spelling
from argogen.structure import load_structure
from argogen.validation.argo_objects import check_argo_objects
from argogen.validation.pipeline import validate_pipeline
from argogen.verify.manifest import verify_manifest, verify_passed_through


class Prepared(NamedTuple):
    """A document on its way: a pipeline's Context, or, where `context` is None, an object that passes through."""

    document: Document
    context: Context | None
    diagnostics: tuple[Diagnostic, ...] = ()


class _Way(NamedTuple):
    """What goes along with the documents of one source."""

    given: Input
    options: Options
    intake: Intake


def prepare(given: Input, options: Options) -> list[Prepared]:
    """Every document of a source up to its Context. Raises InvalidInputError with all that is wrong in all of them."""
    return _prepare(_Way(given, options, Intake(options.environ)))


def generate(given: Input, options: Options) -> Generated:
    """The manifest of a source. Raises InvalidInputError."""
    way = _Way(given, options, Intake(options.environ))
    manifests: list[Any] = []
    noticed: list[Diagnostic] = []
    is_lint = options.selection is not None  # which looks at what passes through elsewhere
    for prepared in _prepare(way):
        noticed += prepared.diagnostics
        if not has_errors(prepared.diagnostics) and not (is_lint and prepared.context is None):
            manifest, found = _render(prepared, way)
            noticed += _settle(found, prepared.document, way)
            manifests.append(manifest)
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    return Generated(dump_all(manifests), tuple(noticed), way.intake.taken)


def attempt(given: Input, options: Options) -> Result:
    """The manifest of a source, or why there is none."""
    try:
        return generate(given, options)
    except InvalidInputError as error:
        return Failed(error.diagnostics)
    except MemoryError:
        message, hint = "rendering this needs more memory than there is for it", "does a template grow without end?"
        return Failed((Diagnostic("render-limit", message, Place(given.source.file), hint),))


def _prepare(way: _Way) -> list[Prepared]:
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


def _prepare_one(document: Document, way: _Way) -> Prepared:
    if is_kubernetes_object(document.data):
        return Prepared(document, None)
    if is_runnable(document.data):
        return _prepare_runnable(document, way)
    prepared = _normalize(*_fill_in(document, way), way)
    return prepared._replace(diagnostics=(*_tell_of_configuration(document, way.options), *prepared.diagnostics))


def _tell_of_configuration(document: Document, options: Options) -> Iterator[Diagnostic]:
    """A configuration that was given is expected to change something."""
    if options.configuration is not None:
        message = "this is no runnable pipeline, so the configuration changes nothing"
        hint = "settings for pipelines go into their defaults, or into the project file"
        yield Diagnostic("without-effect", message, document.place(()), hint, Severity.WARNING)


def _prepare_runnable(document: Document, way: _Way) -> Prepared:
    # Imported only here: nobody else pays for a dialect.
    dialects = importlib.import_module("argogen.cli.dialects")
    options = way.options
    named = find_files_for_runnable(options, way.intake.environ)
    files = dialects.Files(way.given.folder, *named, way.intake.read)
    translated = dialects.translate(document, files, way.intake.environ, options.values)
    _, beneath = _fill_in(document, way)
    prepared = _normalize(
        translated.document, beneath, way._replace(options=options._replace(values={}, parameters=None))
    )
    noticed = (*translated.diagnostics, *prepared.diagnostics)
    return prepared._replace(diagnostics=noticed)


def find_files_for_runnable(options: Options, environ: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    """The configuration and the parameters: those of the command line, of the project, of the environment."""
    setup = options.setup
    of_project = [setup.file_for_runnable(key) if setup else None for key in ("configuration", "parameters")]
    configuration = find_configuration(options.configuration or of_project[0], environ)
    return configuration, options.parameters or of_project[1]


def _normalize(document: Document, beneath: tuple[Layer, ...], way: _Way, *, is_checked: bool = False) -> Prepared:
    options = way.options
    structure = load_structure(options.argo_version)
    document = _spell_out(document, beneath)
    found = [*validate_pipeline(document), *(() if is_checked else check_argo_objects(document, structure))]
    if has_errors(found):
        raise InvalidInputError(found)
    read_file = functools.partial(_read_beside, way)
    normalized = normalize(document, structure, read_file, _read_values(document, way), beneath)
    noticed = (*found, *normalized.diagnostics)
    if options.selection is not None:
        # Only lint asks all rules, and tells what comes after an error, too.
        every = importlib.import_module("argogen.rules.every")
        subject = every.Subject(normalized.context, options.argo_version, options.libraries)
        checked = every.check_all(subject, document, _choose(way))
        return Prepared(document, normalized.context, (*noticed, *checked))
    noticed = tuple(_settle((*noticed, *check_context(normalized.context, document, _choose(way))), document, way))
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    return Prepared(document, normalized.context, noticed)


def _read_values(document: Document, way: _Way) -> Mapping[str, str]:
    """The values for parameters, of a file and of the command line, which wins."""
    file = way.options.parameters
    if file is None:
        return way.options.values
    declared = document.data.get("parameters") or {}
    return {**read_values(way.intake.read(file), declared), **way.options.values}


def _spell_out(document: Document, beneath: tuple[Layer, ...]) -> Document:
    """The pipeline with what its defaults, or those of its project, say in runnable's words."""
    keys = {key: part for layer in beneath for key, part in layer.pipeline.items()}
    is_foreign = has_foreign_settings(document.data)
    if not keys and not is_foreign:
        return document
    if faults := validate_pipeline(document):
        raise InvalidInputError(faults)
    inherited = importlib.import_module("argogen.dialects.runnable.inherited")
    spelled = inherited.spell_out(document, [()]) if is_foreign else inherited.Inherited(document, {})
    whole: Document = inherited.add_keys(spelled.document, {**keys, **spelled.pipeline})
    return whole


def _choose(way: _Way) -> Choice:
    setup = way.options.setup
    return choose_rules(setup, find_path(way.given) if setup else None, way.options.selection)


def _settle(found: Iterable[Diagnostic], document: Document, way: _Way) -> Iterable[Diagnostic]:
    """What is left once rules are chosen and comments are read; lint does that itself, with all that it has found."""
    return found if way.options.selection is not None else drop_ignored(_choose(way).settle(found), document.source)


def normalize_document(document: Document, given: Input, options: Options, *, is_checked: bool = False) -> Prepared:
    """A document that a dialect has made, up to its Context, by itself: nothing lies beneath it, and nothing is set.

    `is_checked` says that what is Argo's in it is known to have the right form. Raises InvalidInputError.
    """
    return _normalize(document, (), _start_alone(given, options), is_checked=is_checked)


def _start_alone(given: Input, options: Options) -> _Way:
    return _Way(given, options._replace(values={}, parameters=None), Intake(options.environ))


def render_document(document: Document, given: Input, options: Options) -> Any:
    """The manifest, as data, of such a document. Raises InvalidInputError."""
    way = _start_alone(given, options)
    prepared = _normalize(document, (), way)
    assert prepared.context is not None
    return _render_context(prepared.context, document, way)


def is_kubernetes_object(data: Any) -> bool:
    """Whether a document passes through: it is a Kubernetes object already."""
    return isinstance(data, dict) and "apiVersion" in data and "kind" in data


def _fill_in(document: Document, way: _Way) -> tuple[Document, tuple[Layer, ...]]:
    """The document, and the layers beneath it, with their `${{ }}` filled in."""
    setup, options = way.options.setup, way.options
    names: dict[str, Any] = {"env": way.intake.environ}
    if options.environment is not None:
        names["environment"] = options.environment
    if setup and setup.project.packs:
        names["packs"] = name_parameters(setup.project)
    try:
        common = read_variables(setup, names) if setup else {}
        names["vars"] = {**common, **_read_variables(document, names), **options.variables}
        beneath = build_layers(setup, names, options.argo_version) if setup else ()
        return substitute(document, names), beneath
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


def _read_beside(way: _Way, name: str) -> Source:
    return way.intake.read(way.given.folder / name)


def _empty(source: Source) -> Diagnostic:
    return Diagnostic("empty-file", "there is no pipeline in it", Place(source.file), "write a name and a body")


def _render(prepared: Prepared, way: _Way) -> tuple[Any, list[Diagnostic]]:
    structure = load_structure(way.options.argo_version)
    document, context = prepared.document, prepared.context
    if context is None:
        read = read_documents(way.given.source, KUBERNETES)[document.index]
        return read.data, verify_passed_through(read.data, read, structure)
    manifest = _render_context(context, document, way)
    return manifest, verify_manifest(manifest, context, document, structure)


def _render_context(context: Context, document: Document, way: _Way) -> Any:
    setup = way.options.setup
    packs = load_packs(setup.project) if setup else ()
    templates = _templates(tuple(folder.absolute() for folder in _template_folders(document, way)), packs)
    return templates.render("manifest.yaml.j2", workflow=context.workflow, templates=context.templates)


def _template_folders(document: Document, way: _Way) -> Iterator[Path]:
    """The folders of overrides, first the one that wins: of the command, the pipeline, the project, its packs."""
    yield from way.options.templates
    for folder in _named_folders(document, way.given.folder):
        way.intake.enter(folder)
        yield folder
    if setup := way.options.setup:
        yield from setup.templates
        yield from (pack.templates for pack in load_packs(setup.project))


def _named_folders(document: Document, folder: Path) -> Iterator[Path]:
    """The folders that a pipeline names, beside its file. Raises InvalidInputError for one that is not there."""
    named = document.data.get("templates") or ()
    for name in [named] if isinstance(named, str) else named:
        if not (folder / name).is_dir():
            place = document.place(("templates",), find=name)
            hint = "the path is relative to the pipeline's file"
            raise InvalidInputError([Diagnostic("missing-folder", f"there is no folder '{name}'", place, hint)])
        yield folder / name


@functools.cache
def _templates(folders: tuple[Path, ...], packs: tuple[Pack, ...]) -> Templates:
    """One Jinja environment for each set of folders, so that many pipelines compile their templates once."""
    parameters = {pack.name: dict(pack.parameters) for pack in packs}
    return Templates(folders, {pack.name: pack.templates for pack in packs}, {"packs": parameters} if packs else {})
