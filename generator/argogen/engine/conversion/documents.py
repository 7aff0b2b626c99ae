"""Convert one manifest, or one runnable pipeline, to a pipeline, and compare what that renders to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from argogen.argo.structure import load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, has_errors
from argogen.dialects.translation import SourceLocation
from argogen.engine.compilation import generate, render_alone
from argogen.engine.front_end import dialects
from argogen.engine.front_end.documents import find_files_for_runnable
from argogen.engine.manifest_lint import check_manifest
from argogen.engine.options import CompileOptions
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.verification.equivalence import is_equivalent
from argogen.engine.verification.manifest import UNKNOWN, verify_passed_through
from argogen.importing.calls import find_raw_fields
from argogen.importing.comments import place_comments
from argogen.importing.manifest_fields import find_additions, normalize_quantities, without_paths
from argogen.importing.reading.manifest import ImportedManifest, read_manifest
from argogen.importing.reading.meaning import is_allowed
from argogen.importing.simplify import SimplifiedPipeline, arrange_translation, simplify
from argogen.importing.tags import ForeignTagError
from argogen.language.validation.pipeline import validate_pipeline
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.emitter.commented import dump_commented
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.positions.comments import Comments
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class Conversion(NamedTuple):
    """A source to convert, and how: `rename` lets argogen name templates, `factor` moves what is common to `defaults`.

    Nothing but a pipeline itself says what it becomes when it is rendered to be compared.
    """

    source_file: SourceFile
    options: CompileOptions
    session: EngineSession
    rename: bool = False
    factor: bool = False

    def generate(self, text: str) -> Any:
        """Render the text of a pipeline to its manifest, as plain data. Raises InvalidInputError."""
        file = self.source_file.source.file
        source_file = self.source_file._replace(source=SourceText(file, text))
        made = generate(source_file, CompileOptions(self.options.argo_version), self.session)
        return read_documents(SourceText(file, made.text), KUBERNETES)[0].data


class ConvertedDocument(NamedTuple):
    """The text of one document, and what was noticed (no errors)."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def convert_manifest(origin: SourceLocation, comments: Comments, conversion: Conversion) -> ConvertedDocument:
    """Convert a manifest. Raises InvalidInputError."""
    faults = _check_form(origin, conversion.options)
    additions = find_additions(origin.value)
    manifest = normalize_quantities(without_paths(origin.value, additions))
    read = _read(origin, manifest, conversion)
    reasons: list[str] = []
    for simple, comparable in _list_candidates(read, conversion):
        text = _write(simple, comments)
        try:
            rendered = conversion.generate(text)
            if is_equivalent(
                manifest, rendered if comparable is simple else conversion.generate(_write(comparable, {}))
            ):
                return ConvertedDocument(text, (*read.diagnostics, *_report_changes(origin, additions, simple, faults)))
            reasons.append("it would become another one")
        except InvalidInputError as error:
            reasons.append(error.diagnostics[0].message)
    raise InvalidInputError(_explain(origin, conversion) or [_report_failure(origin, reasons)])


def _check_form(origin: SourceLocation, options: CompileOptions) -> list[Diagnostic]:
    """Return the unknown fields, which may go below `argo`. Raises InvalidInputError for any other error of form."""
    faults = verify_passed_through(origin.value, origin.document, load_structure(options.argo_version), origin.path)
    if any(fault.code not in UNKNOWN for fault in faults):
        raise InvalidInputError(faults)
    return faults


def _read(origin: SourceLocation, manifest: Any, conversion: Conversion) -> ImportedManifest:
    """Translate a manifest to the language. Raises InvalidInputError with what is wrong with the manifest."""
    try:
        read = read_manifest(origin, manifest, is_allowed)
    except InvalidInputError as error:
        raise InvalidInputError(_explain(origin, conversion) or error.diagnostics) from error
    if has_errors(found := validate_pipeline(read.document)):
        raise InvalidInputError(_explain(origin, conversion) or found)
    return read


def _list_candidates(
    read: ImportedManifest, conversion: Conversion
) -> Iterator[tuple[SimplifiedPipeline, SimplifiedPipeline]]:
    """Yield pipelines for a manifest, the preferred one first, each with the one that has to render to the manifest.

    That is the pipeline itself, unless argogen chooses its names.
    """
    try:
        plain = simplify(read.main, read.document, factor=conversion.factor)
        renamed = conversion.rename and simplify(read.main, read.document, rename=True, factor=conversion.factor)
        yield renamed or plain, plain
        if conversion.factor or conversion.rename:
            yield (simple := simplify(read.main, read.document)), simple
    except ForeignTagError:
        pass
    yield (simple := simplify(read.main, read.document, keep_argo_terms=True)), simple


def _write(simple: SimplifiedPipeline, comments: Comments) -> str:
    placed = place_comments(simple, comments)
    return dump_commented(placed.data, placed.above, placed.top, placed.end)


def _explain(origin: SourceLocation, conversion: Conversion) -> list[Diagnostic]:
    """Return the errors of the manifest itself; its warnings are lint's."""
    found = check_manifest(origin, conversion.source_file, conversion.options, conversion.session)
    return [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]


def _report_failure(origin: SourceLocation, reasons: list[str]) -> Diagnostic:
    message = f"argogen has found no pipeline that becomes this manifest again: {reasons[0]}"
    return Diagnostic("not-imported", message, origin.place(), "this is a fault of argogen's: please report it")


def _report_changes(
    origin: SourceLocation, additions: list[Any], simple: SimplifiedPipeline, faults: list[Diagnostic]
) -> Iterator[Diagnostic]:
    for path in additions:
        message = f"'{path[-1]}' is left out: clusters set it themselves"
        yield _note("left-out", message, origin.at(*path).place(key=True))
    unknown = {fault.place: fault for fault in faults}
    for name, at in find_raw_fields(simple.pipeline):
        place = origin.document.place(at or origin.path, key=True)
        if fault := unknown.get(place):
            message = f"{fault.message}: it stands below argo:"
            yield fault._replace(message=message, severity=Severity.WARNING)
        else:
            yield _note("kept-raw", f"the language has no word for '{name}' here: it stands below argo:", place)


def _note(code: str, message: str, place: Any) -> Diagnostic:
    return Diagnostic(code, message, place, severity=Severity.NOTE)


def convert_runnable(document: Document, comments: Comments, conversion: Conversion) -> ConvertedDocument:
    """Convert a runnable pipeline. Raises InvalidInputError."""
    tracker = InputTracker(conversion.session.host)
    named = find_files_for_runnable(conversion.options, tracker.environ)
    files = dialects.RunnableFiles(conversion.source_file.folder, *named, tracker)
    translated = dialects.translate(document, files, {})
    expected = render_alone(
        translated.document,
        conversion.source_file,
        CompileOptions(conversion.options.argo_version),
        conversion.session,
    )
    text = _write(arrange_translation(translated.document, next(iter(document.data))), comments)
    if not is_equivalent(expected, conversion.generate(text)):
        raise InvalidInputError([_report_failure(SourceLocation(document, ()), ["it would become another one"])])
    return ConvertedDocument(text, translated.diagnostics)
