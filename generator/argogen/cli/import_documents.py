"""One manifest, or one runnable pipeline, as a pipeline that has been tried: it renders to the same manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from argogen.cli import dialects
from argogen.cli.generation import generate, render_document
from argogen.cli.inputs import Input
from argogen.cli.manifests import check_manifest
from argogen.cli.options import Options
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, has_errors
from argogen.dialects.argo.manifest import Read, read_manifest
from argogen.dialects.argo.meaning import is_allowed
from argogen.emit.commented import dump_commented
from argogen.importing.comments import place_comments
from argogen.importing.exports import find_additions, leave_out
from argogen.importing.raw import find_raw
from argogen.importing.simplify import Simple, simplify, tidy
from argogen.importing.tags import ForeignTagError
from argogen.source.comments import Comments
from argogen.source.document import Document
from argogen.source.intake import Intake
from argogen.source.kubernetes import KUBERNETES
from argogen.source.read import read_documents
from argogen.source.text import Source
from argogen.source.translation import Origin
from argogen.validation.pipeline import validate_pipeline
from argogen.verify.sameness import is_same


class How(NamedTuple):
    """How to import: with argogen's names for templates, and with what is common in `defaults`."""

    options: Options
    rename: bool = False
    factor: bool = False


class Piece(NamedTuple):
    """The text of one document, and what there is to say about it (no errors)."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def import_manifest(origin: Origin, comments: Comments, given: Input, how: How) -> Piece:
    """The pipeline for a manifest. Raises InvalidInputError."""
    additions = find_additions(origin.value)
    manifest = leave_out(origin.value, additions)
    read = read_manifest(origin, manifest, is_allowed)
    if has_errors(found := validate_pipeline(read.document)):
        raise InvalidInputError(_explain(origin, given, how.options) or found)
    reasons: list[str] = []
    for simple in _attempt(read, how):
        text = _write(simple, comments)
        try:
            rendered = _render(text, given, how.options)
        except InvalidInputError as error:
            reasons.append(error.diagnostics[0].message)
            continue
        if how.rename or is_same(manifest, rendered):
            return Piece(text, (*read.diagnostics, *_tell(origin, additions, simple)))
        reasons.append("it would become another one")
    raise InvalidInputError(_explain(origin, given, how.options) or [_not_sayable(origin, reasons)])


def _attempt(read: Read, how: How) -> Iterator[Simple]:
    """Pipelines for a manifest, first the one that is wanted most."""
    try:
        yield simplify(read.main, read.document, rename=how.rename, factor=how.factor)
        if how.factor or how.rename:
            yield simplify(read.main, read.document)
    except ForeignTagError:
        pass
    yield simplify(read.main, read.document, in_argos_words=True)


def _write(simple: Simple, comments: Comments) -> str:
    placed = place_comments(simple, comments)
    return dump_commented(placed.data, placed.above, placed.top, placed.end)


def _render(text: str, given: Input, options: Options) -> Any:
    made = generate(given._replace(source=Source(given.source.file, text)), options)
    return read_documents(Source(given.source.file, made.text), KUBERNETES)[0].data


def _explain(origin: Origin, given: Input, options: Options) -> list[Diagnostic]:
    """What is wrong with the manifest itself."""
    found = check_manifest(origin, given, options)
    return found if has_errors(found) else []


def _not_sayable(origin: Origin, reasons: list[str]) -> Diagnostic:
    message = f"argogen has found no pipeline that becomes this manifest again: {reasons[0]}"
    return Diagnostic("not-imported", message, origin.place(), "this is a fault of argogen's: please report it")


def _tell(origin: Origin, additions: list[Any], simple: Simple) -> Iterator[Diagnostic]:
    for path in additions:
        message = f"'{path[-1]}' is left out: clusters set it themselves"
        yield _note("left-out", message, origin.at(*path).place(key=True))
    for name, at in find_raw(simple.pipeline):
        message = f"the language has no word for '{name}' here: it stands below argo:"
        yield _note("kept-raw", message, origin.document.place(at or origin.path, key=True))


def _note(code: str, message: str, place: Any) -> Diagnostic:
    return Diagnostic(code, message, place, severity=Severity.NOTE)


def import_runnable(document: Document, comments: Comments, given: Input, how: How) -> Piece:
    """The pipeline for a runnable pipeline. Raises InvalidInputError."""
    options = how.options
    intake = Intake(options.environ)
    files = dialects.Files(given.folder, options.configuration, options.parameters, intake.read)
    translated = dialects.translate(document, files, intake.environ, options.values)
    expected = render_document(translated.document, given, options._replace(values={}))
    text = _write(tidy(translated.document), comments)
    if not is_same(expected, _render(text, given, options)):
        raise InvalidInputError([_not_sayable(Origin(document, ()), ["it would become another one"])])
    return Piece(text, translated.diagnostics)
