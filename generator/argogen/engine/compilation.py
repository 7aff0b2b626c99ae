"""The way of a pipeline through the house, from its source to its manifest."""

from __future__ import annotations

from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, has_errors
from argogen.engine.front_end.documents import normalize_one, prepare_all
from argogen.engine.options import CompileOptions
from argogen.engine.rendering import render, render_context
from argogen.engine.results import Failed, Generated, Result
from argogen.engine.rule_selection import settle
from argogen.engine.source_file import SourceFile
from argogen.engine.state import Compilation, Prepared
from argogen.engine.verification.size import check_size
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.emitter import dump_all


def prepare(source_file: SourceFile, options: CompileOptions) -> list[Prepared]:
    """Every document of a source up to its Context. Raises InvalidInputError with all that is wrong in all of them."""
    return prepare_all(Compilation(source_file, options, InputTracker(options.environ)))


def generate(source_file: SourceFile, options: CompileOptions) -> Generated:
    """The manifest of a source. Raises InvalidInputError."""
    compilation = Compilation(source_file, options, InputTracker(options.environ))
    manifests: list[Any] = []
    noticed: list[Diagnostic] = []
    is_lint = options.selection is not None  # which looks at what passes through elsewhere
    for prepared in prepare_all(compilation):
        noticed += prepared.diagnostics
        if not has_errors(prepared.diagnostics) and not (is_lint and prepared.context is None):
            manifest, found = render(prepared, compilation)
            noticed += settle(found, prepared.document, compilation)
            noticed += check_size(manifest, prepared.document.place(())) if is_lint else ()
            manifests.append(manifest)
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    return Generated(dump_all(manifests), tuple(noticed), compilation.tracker.inputs)


def attempt(source_file: SourceFile, options: CompileOptions) -> Result:
    """The manifest of a source, or why there is none."""
    try:
        return generate(source_file, options)
    except InvalidInputError as error:
        return Failed(error.diagnostics)
    except MemoryError:
        message, hint = "rendering this needs more memory than there is for it", "does a template grow without end?"
        return Failed((Diagnostic("render-limit", message, Place(source_file.source.file), hint),))


def normalize_document(
    document: Document, source_file: SourceFile, options: CompileOptions, *, is_checked: bool = False
) -> Prepared:
    """A document that a dialect has made, up to its Context, by itself: nothing lies beneath it, and nothing is set.

    `is_checked` says that what is Argo's in it is known to have the right form. Raises InvalidInputError.
    """
    return normalize_one(document, (), _start_alone(source_file, options), is_checked=is_checked)


def _start_alone(source_file: SourceFile, options: CompileOptions) -> Compilation:
    return Compilation(source_file, options.without_values, InputTracker(options.environ))


def render_document(document: Document, source_file: SourceFile, options: CompileOptions) -> Any:
    """The manifest, as data, of such a document. Raises InvalidInputError."""
    compilation = _start_alone(source_file, options)
    prepared = normalize_one(document, (), compilation)
    assert prepared.context is not None
    return render_context(prepared.context, document, compilation)
