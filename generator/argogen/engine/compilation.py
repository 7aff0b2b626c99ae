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
from argogen.engine.state import Prepared, Way
from argogen.engine.verification.size import check_size
from argogen.provenance import Intake
from argogen.yaml.document import Document
from argogen.yaml.emitter import dump_all


def prepare(given: SourceFile, options: CompileOptions) -> list[Prepared]:
    """Every document of a source up to its Context. Raises InvalidInputError with all that is wrong in all of them."""
    return prepare_all(Way(given, options, Intake(options.environ)))


def generate(given: SourceFile, options: CompileOptions) -> Generated:
    """The manifest of a source. Raises InvalidInputError."""
    way = Way(given, options, Intake(options.environ))
    manifests: list[Any] = []
    noticed: list[Diagnostic] = []
    is_lint = options.selection is not None  # which looks at what passes through elsewhere
    for prepared in prepare_all(way):
        noticed += prepared.diagnostics
        if not has_errors(prepared.diagnostics) and not (is_lint and prepared.context is None):
            manifest, found = render(prepared, way)
            noticed += settle(found, prepared.document, way)
            noticed += check_size(manifest, prepared.document.place(())) if is_lint else ()
            manifests.append(manifest)
    if has_errors(noticed):
        raise InvalidInputError(noticed)
    return Generated(dump_all(manifests), tuple(noticed), way.intake.taken)


def attempt(given: SourceFile, options: CompileOptions) -> Result:
    """The manifest of a source, or why there is none."""
    try:
        return generate(given, options)
    except InvalidInputError as error:
        return Failed(error.diagnostics)
    except MemoryError:
        message, hint = "rendering this needs more memory than there is for it", "does a template grow without end?"
        return Failed((Diagnostic("render-limit", message, Place(given.source.file), hint),))


def normalize_document(
    document: Document, given: SourceFile, options: CompileOptions, *, is_checked: bool = False
) -> Prepared:
    """A document that a dialect has made, up to its Context, by itself: nothing lies beneath it, and nothing is set.

    `is_checked` says that what is Argo's in it is known to have the right form. Raises InvalidInputError.
    """
    return normalize_one(document, (), _start_alone(given, options), is_checked=is_checked)


def _start_alone(given: SourceFile, options: CompileOptions) -> Way:
    return Way(given, options.without_values, Intake(options.environ))


def render_document(document: Document, given: SourceFile, options: CompileOptions) -> Any:
    """The manifest, as data, of such a document. Raises InvalidInputError."""
    way = _start_alone(given, options)
    prepared = normalize_one(document, (), way)
    assert prepared.context is not None
    return render_context(prepared.context, document, way)
