"""Compile a source: front end, rules, rendering and verification of each of its documents, then its manifest."""

from __future__ import annotations

from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, has_errors
from argogen.engine.front_end.documents import analyze_document, prepare, read_all
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.rendering import render, render_context
from argogen.engine.results import Failed, Generated, Result
from argogen.engine.rules import settle
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import Compilation, Prepared, Rendered, Substituted
from argogen.engine.verification.size import check_size
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.emitter import dump_all


def prepare_source(source_file: SourceFile, options: CompileOptions, session: EngineSession) -> list[Prepared]:
    """Take every document of a source through the front end. Raises InvalidInputError with all that is wrong."""
    compilation = _start(source_file, options, session)
    prepared = [prepare(document, compilation) for document in read_all(compilation)]
    faults = [each.diagnostics for each in prepared if not each.is_sound]
    if faults:
        raise InvalidInputError(diagnostic for found in faults for diagnostic in found)
    return prepared


def generate(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Generated:
    """Compile a source to its manifest. Raises InvalidInputError with all that was found in all of its documents."""
    compilation = _start(source_file, options, session, mode)
    compiled = [_compile(document, compilation) for document in read_all(compilation)]
    found = tuple(diagnostic for each in compiled for diagnostic in each.diagnostics)
    if has_errors(found):
        raise InvalidInputError(found)
    manifests = [each.manifest for each in compiled if each.manifest is not None]
    return Generated(dump_all(manifests), found, compilation.tracker.inputs)


def attempt(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Result:
    """Compile a source to its manifest, or to the reasons why there is none."""
    try:
        return generate(source_file, options, session, mode)
    except InvalidInputError as error:
        return Failed(error.diagnostics)
    except MemoryError:
        message, hint = "rendering this needs more memory than there is for it", "does a template grow without end?"
        return Failed((Diagnostic("render-limit", message, Place(source_file.source.file), hint),))


def _start(
    source_file: SourceFile, options: CompileOptions, session: EngineSession, mode: Mode = Mode.RENDER
) -> Compilation:
    return Compilation(source_file, options, session, InputTracker(session.host), mode)


def _compile(document: Document, compilation: Compilation) -> Rendered:
    """Take a document through all stages; the manifest is None where there is none, or lint checks it elsewhere."""
    prepared = prepare(document, compilation)
    is_lint = compilation.mode is Mode.LINT
    if not prepared.is_sound or (is_lint and prepared.is_object):
        return Rendered(None, prepared.diagnostics)
    try:
        rendered = render(prepared, compilation)
    except InvalidInputError as error:
        return Rendered(None, (*prepared.diagnostics, *error.diagnostics))
    found = [*prepared.diagnostics, *settle(rendered.diagnostics, document, compilation)]
    found += check_size(rendered.manifest, document.place(())) if is_lint else ()
    return Rendered(rendered.manifest, tuple(found))


def normalize_alone(
    document: Document,
    source_file: SourceFile,
    options: CompileOptions,
    session: EngineSession,
    mode: Mode = Mode.RENDER,
    *,
    is_checked: bool = False,
) -> Prepared:
    """Normalize and check a document that a dialect has made: it inherits nothing, and no parameter is set.

    `is_checked` says that Argo's objects in it are known to have the right form. Raises InvalidInputError.
    """
    compilation = _start(source_file, options.without_values, session, mode)
    return analyze_document(Substituted(document), compilation, is_checked=is_checked)


def render_alone(document: Document, source_file: SourceFile, options: CompileOptions, session: EngineSession) -> Any:
    """Render such a document to its manifest, as plain data. Raises InvalidInputError."""
    compilation = _start(source_file, options.without_values, session)
    prepared = analyze_document(Substituted(document), compilation)
    if prepared.context is None or not prepared.is_sound:
        raise InvalidInputError(prepared.diagnostics)
    return render_context(prepared.context, document, compilation)
