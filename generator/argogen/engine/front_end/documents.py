"""The front end: read, substitute, validate and normalize the documents of a source, and run rules."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.argo.structure import StructureDiagnostic, load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity
from argogen.dialects.recognition import has_foreign_settings, is_runnable
from argogen.engine.front_end.parameter_values import read_values
from argogen.engine.front_end.substitution import substitute_document
from argogen.engine.options import CompileOptions, find_configuration
from argogen.engine.rules import run_rules, settle
from argogen.engine.stages import Compilation, Prepared, Substituted, is_kubernetes_object
from argogen.language.normalize import normalize
from argogen.language.validation.argo_objects import find_argo_faults
from argogen.language.validation.pipeline import find_schema_faults
from argogen.language.validation.report import report
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


def read_all(compilation: Compilation) -> list[Document]:
    """Read the documents of a source. Raises InvalidInputError if it is not YAML, or holds nothing."""
    source = compilation.source_file.source
    documents = [document for document in read_documents(source) if document.data is not None]
    if not documents:
        raise InvalidInputError([_report_empty(source)])
    return documents


def prepare(document: Document, compilation: Compilation) -> Prepared:
    """Take a document up to its Context, checked by the rules of the mode; all that is wrong is in the result."""
    try:
        return _prepare(document, compilation)
    except InvalidInputError as error:
        return Prepared(document, None, error.diagnostics)


def _prepare(document: Document, compilation: Compilation) -> Prepared:
    if is_kubernetes_object(document.data):
        return Prepared(document, None, is_object=True)
    if is_runnable(document.data):
        return _prepare_runnable(document, compilation)
    prepared = analyze_document(substitute_document(document, compilation), compilation)
    return prepared._replace(
        diagnostics=(*_report_unused_configuration(document, compilation.options), *prepared.diagnostics)
    )


def _report_unused_configuration(document: Document, options: CompileOptions) -> Iterator[Diagnostic]:
    """Report a configuration that changes nothing."""
    if options.configuration is not None:
        message = "this is no runnable pipeline, so the configuration changes nothing"
        hint = "settings for pipelines go into their defaults, or into the project file"
        yield Diagnostic("without-effect", message, document.place(()), hint, Severity.WARNING)


def _prepare_runnable(document: Document, compilation: Compilation) -> Prepared:
    # Imported only here: pipelines do not pay for a dialect.
    dialects = importlib.import_module("argogen.engine.front_end.dialects")
    options = compilation.options
    named = find_files_for_runnable(options, compilation.tracker.environ)
    files = dialects.RunnableFiles(compilation.source_file.folder, *named, compilation.tracker)
    translated = dialects.translate(document, files, options.values)
    substituted = substitute_document(document, compilation)
    if substituted.diagnostics:
        raise InvalidInputError(substituted.diagnostics)
    inherited = substituted.inherited
    alone = compilation._replace(options=options.without_values)
    prepared = analyze_document(Substituted(translated.document, inherited), alone)
    noticed = (*translated.diagnostics, *prepared.diagnostics)
    return prepared._replace(diagnostics=noticed)


def find_files_for_runnable(options: CompileOptions, environ: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    """Find the configuration and the parameters: as requested, of the project, of the environment variables."""
    project_environment = options.project_environment
    of_project = [
        project_environment.file_for_runnable(key) if project_environment else None
        for key in ("configuration", "parameters")
    ]
    configuration = find_configuration(options.configuration or of_project[0], environ)
    return configuration, options.parameters or of_project[1]


def analyze_document(substituted: Substituted, compilation: Compilation, *, is_checked: bool = False) -> Prepared:
    """Validate and normalize a document, and run the rules of the mode on its Context.

    `is_checked` says that Argo's objects in it are known to have the right form. Raises InvalidInputError where there
    is no Context.
    """
    passes = _PipelinePasses(substituted, compilation, is_checked)
    faults = passes.validate(substituted.document)
    if substituted.diagnostics or faults:
        raise InvalidInputError(_recover(passes, faults))
    return _analyze_valid(substituted, compilation)


def _analyze_valid(substituted: Substituted, compilation: Compilation) -> Prepared:
    """Expand a document of the right form where it has shorthand, then normalize it and run the rules."""
    if not _has_shorthand(substituted):
        return _analyze(substituted, compilation)
    expanded = Substituted(_expand(substituted))
    faults = _PipelinePasses(expanded, compilation).validate(expanded.document)
    expanded = expanded._replace(inherited=substituted.inherited)
    if faults:
        raise InvalidInputError(_recover(_PipelinePasses(expanded, compilation, is_expanded=True), faults))
    return _analyze(expanded, compilation)


def _recover(passes: _PipelinePasses, faults: Sequence[StructureDiagnostic]) -> list[Diagnostic]:
    # Most documents have no faults, and pay nothing for the recovery from some.
    recovery = importlib.import_module("argogen.engine.front_end.recovery")
    document, unknown = passes.substituted.document, passes.substituted.unknown
    known = report(document, (fault for fault in faults if fault.path not in unknown))
    missing = [StructureDiagnostic(path, "undefined-name", "not substituted") for path in unknown]
    whole = recovery.Faults([*missing, *faults], [*passes.substituted.diagnostics, *known])
    found: list[Diagnostic] = recovery.diagnose_pipeline(document, passes, whole)
    return found


class _PipelinePasses(NamedTuple):
    """What checks a pipeline that inherits settings."""

    substituted: Substituted
    compilation: Compilation
    is_checked: bool = False
    is_expanded: bool = False

    def validate(self, document: Document) -> list[StructureDiagnostic]:
        """Check the form against the schema, and Argo's objects in it once no shorthand stands for any."""
        faults = find_schema_faults(document.data)
        is_raw = not self.is_expanded and _has_shorthand(self.substituted)
        if self.is_checked or is_raw or not isinstance(document.data, dict):
            return faults
        return [*faults, *find_argo_faults(document, load_structure(self.compilation.options.argo_version))]

    def analyze(self, document: Document) -> Sequence[Diagnostic]:
        """Normalize it and run the rules."""
        sound = Substituted(document, self.substituted.inherited)
        try:
            analyze = _analyze if self.is_expanded else _analyze_valid
            return analyze(sound, self.compilation).diagnostics
        except InvalidInputError as error:
            return error.diagnostics


def _analyze(substituted: Substituted, compilation: Compilation) -> Prepared:
    """Normalize a valid document, and run the rules. Raises InvalidInputError where there is no Context."""
    document = substituted.document
    structure = load_structure(compilation.options.argo_version)
    read_file = functools.partial(_read_relative, compilation)
    values = _read_values(document, compilation)
    normalized = normalize(document, structure, read_file, values, substituted.inherited)
    found = run_rules(normalized.context, document, compilation)
    if not normalized.is_complete:
        # What rules find in a Context with errors may be an error again, or only follow from one.
        follow_ups = importlib.import_module("argogen.language.recovery.follow_ups")
        found = follow_ups.drop_repeated(found, normalized.diagnostics)
    found = [*normalized.diagnostics, *found]
    return Prepared(document, normalized.context, settle(found, document, compilation))


def _read_values(document: Document, compilation: Compilation) -> Mapping[str, str]:
    """Read the values of parameters from a file; those that are requested one by one win."""
    file = compilation.options.parameters
    if file is None:
        return compilation.options.values
    declared = document.data.get("parameters") or {}
    return {**read_values(compilation.tracker.read(file), declared), **compilation.options.values}


def _has_shorthand(substituted: Substituted) -> bool:
    """Whether a pipeline, or what it inherits, has settings in runnable's words, or keys of the pipeline's."""
    return any(layer.pipeline for layer in substituted.inherited) or has_foreign_settings(substituted.document.data)


def _expand(substituted: Substituted) -> Document:
    """Expand runnable's settings, of the pipeline or inherited, to those of the language."""
    document = substituted.document
    keys = {key: part for layer in substituted.inherited for key, part in layer.pipeline.items()}
    inherited = importlib.import_module("argogen.dialects.runnable.settings.inherited")
    is_foreign = has_foreign_settings(document.data)
    spelled = inherited.expand_settings(document, [()]) if is_foreign else inherited.InheritedSettings(document, {})
    whole: Document = inherited.add_keys(spelled.document, {**keys, **spelled.pipeline})
    return whole


def _read_relative(compilation: Compilation, name: str) -> SourceText:
    return compilation.tracker.read(compilation.source_file.folder / name)


def _report_empty(source: SourceText) -> Diagnostic:
    return Diagnostic("empty-file", "there is no pipeline in it", Place(source.file), "write a name and a body")
