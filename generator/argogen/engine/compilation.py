"""Compile a source: front end, rules, rendering and verification of each document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, has_errors
from argogen.engine.front_end.documents import analyze_document, prepare, read_all
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.rendering import render, render_context
from argogen.engine.results import Failed, Generated, Result
from argogen.engine.rules import settle
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import Compilation, Compiled, Prepared, Rendered, Substituted
from argogen.late import import_late
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.emitter import DocumentSizeError, dump_all

if TYPE_CHECKING:
    from argogen.engine import masking, references
    from argogen.engine.verification import size
    from argogen.linter.model.flow import config_objects
else:
    masking = import_late("argogen.engine.masking")
    config_objects = import_late("argogen.linter.model.flow.config_objects")
    references = import_late("argogen.engine.references")
    size = import_late("argogen.engine.verification.size")


def prepare_source(source_file: SourceFile, options: CompileOptions, session: EngineSession) -> list[Prepared]:
    """Run the front end on every document of a source. Raises InvalidInputError with all diagnostics."""
    compilation = _start(source_file, options, session)
    prepared = [prepare(document, compilation) for document in read_all(compilation)]
    errors = [each.diagnostics for each in prepared if not each.is_sound]
    if errors:
        raise InvalidInputError(diagnostic for found in errors for diagnostic in found)
    return prepared


def generate(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Generated:
    """Compile a source to its manifest. Raises InvalidInputError with the diagnostics of all documents."""
    compilation = _start(source_file, options, session, mode)
    compiled = _compile_masked(compilation)
    return Generated(_write(compiled.manifests, source_file), compiled.diagnostics, compilation.tracker.inputs)


def compile_documents(source_file: SourceFile, options: CompileOptions, session: EngineSession) -> Compiled:
    """Compile a source like `generate`, to the Context and manifest of each document. Raises InvalidInputError."""
    return _compile_masked(_start(source_file, options, session))


def _compile_masked(compilation: Compilation) -> Compiled:
    """Compile all documents, without the values of environment variables in diagnostics. Raises InvalidInputError."""
    try:
        compiled = _compile_all(compilation)
    except InvalidInputError as error:
        raise InvalidInputError(masking.mask_diagnostics(error.diagnostics, compilation.tracker.values)) from error
    values = compilation.tracker.values
    if values and compiled.diagnostics:
        return compiled._replace(diagnostics=masking.mask_diagnostics(compiled.diagnostics, values))
    return compiled


def _compile_all(compilation: Compilation) -> Compiled:
    options = compilation.options
    documents = read_all(compilation)
    if len(documents) > 1:
        objects = config_objects.read_config_objects(document.data for document in documents)
        compilation = compilation._replace(options=options._replace(config_objects=objects)) if objects else compilation
    compiled = [_compile(document, compilation) for document in documents]
    found = [diagnostic for _, rendered in compiled for diagnostic in rendered.diagnostics]
    manifests = [rendered.manifest for _, rendered in compiled if rendered.manifest is not None]
    if len(manifests) > 1 and options.libraries is None:
        found += references.check_references([prepared for prepared, _ in compiled], manifests, compilation)
    if has_errors(found):
        raise InvalidInputError(found)
    pairs = tuple((prepared, rendered.manifest) for prepared, rendered in compiled)
    return Compiled(pairs, tuple(found), compilation.tracker.inputs)


def _write(manifests: Sequence[Any], source_file: SourceFile) -> str:
    try:
        return dump_all(manifests)
    except DocumentSizeError as error:
        hint = "split it into several pipelines, and use named templates, or artifacts for large strings"
        place = Place(source_file.source.file)
        raise InvalidInputError([Diagnostic("expansion-too-large", f"manifest {error}", place, hint)]) from error


def attempt(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Result:
    """Compile a source to its manifest, or to the diagnostics of its errors."""
    try:
        return generate(source_file, options, session, mode)
    except InvalidInputError as error:
        return Failed(error.diagnostics)
    except MemoryError:
        message, hint = "out of memory while rendering", "check the templates for unbounded loops"
        return Failed((Diagnostic("render-limit-exceeded", message, Place(source_file.source.file), hint),))


def _start(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Compilation:
    return Compilation(source_file, options, session, InputTracker(session.host), mode)


def _compile(document: Document, compilation: Compilation) -> tuple[Prepared, Rendered]:
    """Run all stages on a document; the manifest is None after errors, and for objects that lint checks separately."""
    prepared = prepare(document, compilation)
    is_lint = compilation.mode is Mode.LINT
    if not prepared.is_sound or (is_lint and prepared.is_object):
        return prepared, Rendered(None, prepared.diagnostics)
    try:
        rendered = render(prepared, compilation.for_pipeline(prepared.document))
    except InvalidInputError as error:
        return prepared, Rendered(None, (*prepared.diagnostics, *error.diagnostics))
    found = [*prepared.diagnostics, *settle(rendered.diagnostics, document, compilation)]
    found += size.check_size(rendered.manifest, lambda: document.place(())) if is_lint else ()
    return prepared, Rendered(rendered.manifest, tuple(found))


def start_alone(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Compilation:
    """Return the state for a document translated from a dialect: without inherited settings and parameter values."""
    return _start(source_file, options.without_values, session, mode)


def render_incomplete(source_file: SourceFile, options: CompileOptions, session: EngineSession) -> Any:
    """Render the first document of a source in spite of errors, to compare it; None if it has no Context."""
    compilation = _start(source_file, options, session, Mode.CONVERT)
    try:
        prepared = prepare(read_all(compilation)[0], compilation)
        return prepared.context and render_context(prepared.context, prepared.document, compilation)
    except InvalidInputError:
        return None


def render_alone(document: Document, source_file: SourceFile, options: CompileOptions, session: EngineSession) -> Any:
    """Render a document translated from a dialect to its manifest, as plain data. Raises InvalidInputError."""
    compilation = start_alone(source_file, options, session, Mode.CONVERT)
    prepared = analyze_document(Substituted(document), compilation)
    if prepared.context is None or not prepared.is_sound:
        raise InvalidInputError(prepared.diagnostics)
    return render_context(prepared.context, document, compilation)
