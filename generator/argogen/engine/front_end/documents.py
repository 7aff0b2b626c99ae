"""The front end: read, substitute, validate and normalize the documents of a source, and run rules."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.argo.structure import load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity
from argogen.dialects.recognition import is_runnable
from argogen.engine.front_end.substitution import substitute_document
from argogen.engine.options import CompileOptions, find_configuration
from argogen.engine.rules import RuleInput, run_rules, settle
from argogen.engine.stages import Compilation, Prepared, Substituted, is_kubernetes_object
from argogen.language.normalize import Normalization, NormalizationInput, normalize_all
from argogen.language.validation.argo_objects import find_argo_faults
from argogen.language.validation.pipeline import find_schema_faults
from argogen.late import import_late
from argogen.records import Record
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.argo.structure import structure_diagnostic
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.engine.front_end import parameter_values
    from argogen.language.validation import report as reports
else:
    structure_diagnostic = import_late("argogen.argo.structure.structure_diagnostic")
    parameter_values = import_late("argogen.engine.front_end.parameter_values")
    reports = import_late("argogen.language.validation.report")


def read_all(compilation: Compilation) -> list[Document]:
    """Read the documents of a source. Raises InvalidInputError if it is not YAML, or is empty."""
    source = compilation.source_file.source
    documents = [document for document in _read(source) if document.data is not None]
    if not documents:
        raise InvalidInputError([_report_empty(source)])
    return documents


def _read(source: SourceText) -> list[Document]:
    try:
        return read_documents(source)
    except InvalidInputError as error:
        # The syntax errors of a Helm template would suggest to change it. Other sources save the import.
        found = importlib.import_module("argogen.dialects.helm").find_helm_template(source)
        raise InvalidInputError(error.diagnostics if found is None else [found]) from error


def prepare(document: Document, compilation: Compilation) -> Prepared:
    """Compile a document to its Context, and run the rules of the mode; errors are diagnostics of the result."""
    try:
        return _prepare(document, compilation)
    except InvalidInputError as error:
        return Prepared(document, None, error.diagnostics)


def _prepare(document: Document, compilation: Compilation) -> Prepared:
    if is_kubernetes_object(document.data):
        return Prepared(document, None, is_object=True)
    if is_runnable(document.data):
        return _prepare_runnable(document, compilation)
    substituted = substitute_document(document, compilation)
    prepared = analyze_document(substituted, compilation.for_pipeline(substituted.document))
    return prepared._replace(
        diagnostics=(*_report_unused_configuration(document, compilation.options), *prepared.diagnostics)
    )


def _report_unused_configuration(document: Document, options: CompileOptions) -> Iterator[Diagnostic]:
    """Report a configuration without effect."""
    if options.configuration is not None:
        message = "--configuration has no effect: not a runnable pipeline"
        hint = "use 'defaults' in the pipeline or in the project file"
        yield Diagnostic("ineffective-setting", message, document.place(()), hint, Severity.WARNING)


def _prepare_runnable(document: Document, compilation: Compilation) -> Prepared:
    # Imported only here: other pipelines save the import.
    dialects = importlib.import_module("argogen.engine.front_end.dialects")
    options = compilation.options
    named = find_files_for_runnable(options, compilation.tracker.environ)
    files = dialects.RunnableFiles(compilation.source_file.folder, *named, compilation.tracker, compilation.confinement)
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
    """Find the configuration and parameter files: from options, the project or environment variables."""
    project_environment = options.project_environment
    of_project = [
        project_environment.file_for_runnable(key) if project_environment else None
        for key in ("configuration", "parameters")
    ]
    configuration = find_configuration(options.configuration or of_project[0], environ)
    return configuration, options.parameters or of_project[1]


def analyze_document(substituted: Substituted, compilation: Compilation) -> Prepared:
    """Validate and normalize a document, and run the rules of the mode on its Context.

    Raises InvalidInputError if there is no Context.
    """
    validate_document(substituted, compilation)
    return check_contexts([normalize_document(substituted, compilation)])[0]


def validate_document(substituted: Substituted, compilation: Compilation, *, is_checked: bool = False) -> None:
    """Validate a document. Raises InvalidInputError with its errors and the further diagnostics of its valid part.

    With `is_checked`, the Argo objects in it have been validated before.
    """
    passes = _PipelinePasses(substituted, compilation, is_checked)
    errors = passes.validate(substituted.document)
    if substituted.diagnostics or errors:
        raise InvalidInputError(_recover(passes, errors))


def _recover(passes: _PipelinePasses, errors: Sequence[StructureDiagnostic]) -> list[Diagnostic]:
    # Valid documents save the import of error recovery.
    recovery = importlib.import_module("argogen.engine.front_end.recovery")
    document, unknown = passes.substituted.document, passes.substituted.unknown
    known = reports.report(document, (diagnostic for diagnostic in errors if diagnostic.path not in unknown))
    facts = ("undefined-name", "not substituted")
    missing = [structure_diagnostic.StructureDiagnostic(path, *facts) for path in unknown]
    whole = recovery.KnownErrors([*missing, *errors], [*passes.substituted.diagnostics, *known])
    found: list[Diagnostic] = recovery.diagnose_pipeline(document, passes, whole)
    return found


class _PipelinePasses(Record):
    """Validation and analysis of a pipeline with inherited settings."""

    substituted: Substituted
    compilation: Compilation
    is_checked: bool = False

    def validate(self, document: Document) -> list[StructureDiagnostic]:
        """Validate the document against the schema, and its Argo objects against the Argo API."""
        errors = find_schema_faults(document.data)
        if self.is_checked or not isinstance(document.data, dict):
            return errors
        return [*errors, *find_argo_faults(document, load_structure(self.compilation.options.argo_version.minor))]

    def analyze(self, document: Document) -> Sequence[Diagnostic]:
        """Normalize the document, and run the rules."""
        sound = Substituted(document, self.substituted.inherited)
        try:
            return check_contexts([normalize_document(sound, self.compilation)])[0].diagnostics
        except InvalidInputError as error:
            return error.diagnostics


class Normalized(Record):
    """A valid document with its Context, on which no rules have been run."""

    substituted: Substituted
    compilation: Compilation
    normalization: Normalization


def normalize_document(substituted: Substituted, compilation: Compilation) -> Normalized:
    """Normalize a valid document. Raises InvalidInputError if there is no Context."""
    (found,) = normalize_documents([(substituted, compilation)])
    if isinstance(found, InvalidInputError):
        raise found
    return found


def normalize_documents(
    given: Sequence[tuple[Substituted, Compilation]],
) -> list[Normalized | InvalidInputError]:
    """Normalize valid documents, in each pass all of them; the result is an error if there is no Context."""
    found = normalize_all(_make_input(*each) for each in given)
    return [
        it if isinstance(it, InvalidInputError) else Normalized(*each, it)
        for each, it in zip(given, found, strict=True)
    ]


def _make_input(substituted: Substituted, compilation: Compilation) -> NormalizationInput:
    document = substituted.document
    structure = load_structure(compilation.options.argo_version.minor)
    read_file = functools.partial(_read_relative, compilation)
    values = _read_values(document, compilation)
    return NormalizationInput(document, structure, read_file, values, substituted.inherited)


def check_contexts(normalized: Sequence[Normalized]) -> list[Prepared]:
    """Run the rules of the mode on the Contexts of documents, each rule on all of them before the next one."""
    inputs = [RuleInput(each.normalization.context, each.substituted, each.compilation) for each in normalized]
    return [_finish(each, found) for each, found in zip(normalized, run_rules(inputs), strict=True)]


def _finish(normalized: Normalized, found: Sequence[Diagnostic]) -> Prepared:
    """Combine the diagnostics of a document with those of rules."""
    normalization, document = normalized.normalization, normalized.substituted.document
    if not normalization.is_complete:
        # Diagnostics of rules on a Context with errors may repeat or follow from these errors.
        follow_ups = importlib.import_module("argogen.language.recovery.follow_ups")
        found = follow_ups.drop_repeated(found, normalization.diagnostics)
    found = [*_drop_unrecognized(normalization.diagnostics, found), *found]
    return Prepared(document, normalization.context, settle(found, document, normalized.compilation))


def _drop_unrecognized(found: Sequence[Diagnostic], violations: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Omit warnings about tags for which rules have errors, as in the names of locks."""
    places = {str(each.place) for each in violations if each.code == "unknown-variable-prefix"}
    return (each for each in found if each.code != "unrecognized-tag" or str(each.place) not in places)


def _read_values(document: Document, compilation: Compilation) -> Mapping[str, str]:
    """Read the values of parameters from a file; individually set values take precedence."""
    file = compilation.options.parameters
    if file is None:
        return compilation.options.values
    declared = document.data.get("parameters") or {}
    return {**parameter_values.read_values(compilation.tracker.read(file), declared), **compilation.options.values}


def _read_relative(compilation: Compilation, name: str) -> SourceText:
    path = compilation.source_file.folder / name
    compilation.confinement.check(compilation.session.host.resolve(path), name, lambda: Place(str(path)))
    return compilation.tracker.read(path)


def _report_empty(source: SourceText) -> Diagnostic:
    return Diagnostic(
        "empty-file",
        "the file contains no pipeline",
        Place(source.file),
        "add 'name' and a body such as 'steps' or 'run'",
    )
