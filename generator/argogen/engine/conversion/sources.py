"""Convert a file of manifests, runnable pipelines and other objects to one of pipelines and those objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from argogen.argo.structure import VERSIONS, load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity, has_errors
from argogen.dialects.recognition import MANIFEST_HINT, find_manifests, is_manifest, is_pipeline, is_runnable
from argogen.dialects.translation import SourceLocation
from argogen.engine.conversion.documents import Conversion, ConvertedDocument, convert_manifest, convert_runnable
from argogen.engine.stages import is_kubernetes_object
from argogen.engine.verification.manifest import verify_passed_through
from argogen.output.stamp import blank_stamp
from argogen.yaml.document import Document
from argogen.yaml.emitter import dump
from argogen.yaml.kubernetes import KUBERNETES, LAST_KEY_WINS
from argogen.yaml.positions.comments import Comments, DocumentLines, find_comments
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class ConvertedSource(NamedTuple):
    """The text of a file, and what was noticed (no errors)."""

    text: str
    diagnostics: tuple[Diagnostic, ...]


def convert_source(conversion: Conversion, version: str | None) -> ConvertedSource:
    """Convert a source; `version` is the requested version of Argo, without which the one that fits best is chosen.

    Raises InvalidInputError with all that is wrong in all of its documents.
    """
    source = conversion.source_file.source
    source = replace(source, text=blank_stamp(source.text))
    documents, noticed = _read(source)
    manifests = [SourceLocation(document, path) for document in documents for path in find_manifests(document.data)]
    if not manifests and not any(is_runnable(document.data) for document in documents):
        noticed.append(_report_nothing(source, [d.data for d in documents if d.data is not None]))
        if has_errors(noticed):
            raise InvalidInputError(noticed)
    wanted = conversion.options.argo_version
    chosen = version or _choose_version(manifests, wanted)
    conversion = conversion._replace(
        source_file=conversion.source_file._replace(source=source),
        options=conversion.options._replace(argo_version=chosen),
    )
    pieces, faults = _convert_all(documents, conversion)
    if faults:
        # What is a warning for manifests may be an error of a runnable pipeline in the same file.
        known = {(fault.code, fault.place) for fault in faults}
        raise InvalidInputError([*(it for it in noticed if (it.code, it.place) not in known), *faults])
    if chosen != wanted:
        noticed += _report_version(manifests, wanted, chosen)
    noticed += (diagnostic for piece in pieces for diagnostic in piece.diagnostics)
    return ConvertedSource("---\n".join(piece.text for piece in pieces), tuple(noticed))


def _read(source: SourceText) -> tuple[list[Document], list[Diagnostic]]:
    """Read the documents as Kubernetes does; duplicate keys are warnings."""
    try:
        return read_documents(source, KUBERNETES), []
    except InvalidInputError as error:
        if any(fault.code != "duplicate-key" for fault in error.diagnostics):
            raise
        hint = "Argo takes the last one, and so does the pipeline"
        found = [fault._replace(severity=Severity.WARNING, hint=hint) for fault in error.diagnostics]
        return read_documents(source, LAST_KEY_WINS), found


def _report_nothing(source: SourceText, found: list[Any]) -> Diagnostic:
    """Report that there is nothing to convert, which is an error unless all of it can stay as it is."""
    message = "there is no manifest of Argo's and no runnable pipeline in it"
    if found and all(map(is_kubernetes_object, found)):
        hint = "what there is stays as it is"
        return Diagnostic("nothing-to-import", message, Place(source.file), hint, Severity.NOTE)
    is_done = any(map(is_pipeline, found))
    hint = "this is a pipeline already: argogen render makes the manifest" if is_done else MANIFEST_HINT
    return Diagnostic("nothing-to-import", message, Place(source.file), hint)


def _choose_version(manifests: list[SourceLocation], wanted: str) -> str:
    """Choose the version with the fewest unknown fields: of equal ones the wanted, then later, then earlier ones."""
    first = VERSIONS.index(wanted)
    return min(
        (*VERSIONS[first:], *reversed(VERSIONS[:first])), key=lambda version: len(_find_faults(manifests, version))
    )


def _find_faults(manifests: list[SourceLocation], version: str) -> list[Diagnostic]:
    structure = load_structure(version)
    checked = (verify_passed_through(each.value, each.document, structure, each.path) for each in manifests)
    return [fault for faults in checked for fault in faults]


def _report_version(manifests: list[SourceLocation], wanted: str, version: str) -> Iterator[Diagnostic]:
    fault = _find_faults(manifests, wanted)[0]
    hint = f"render the pipeline with --argo-version {version}"
    message = f"{fault.message}, so the pipeline is for {version}"
    yield Diagnostic("needs-version", message, fault.place, hint, Severity.NOTE)


def _convert_all(documents: list[Document], conversion: Conversion) -> tuple[list[ConvertedDocument], list[Diagnostic]]:
    """Convert each document, and collect what is wrong; comments without a document join the next one."""
    pieces: list[ConvertedDocument] = []
    faults: list[Diagnostic] = []
    before: list[str] = []
    for document, document_lines in zip(documents, find_comments(conversion.source_file.source), strict=True):
        if document.data is None:
            before += document_lines.comments.get((), ())
            continue
        try:
            made = list(_convert_document(document, document_lines, conversion))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
            continue
        pieces += [made[0]._replace(text="".join(f"{line}\n" for line in before) + made[0].text), *made[1:]]
        before = []
    return pieces, faults


def _convert_document(
    document: Document, document_lines: DocumentLines, conversion: Conversion
) -> Iterator[ConvertedDocument]:
    if find_manifests(document.data) == [()]:
        yield convert_manifest(SourceLocation(document, ()), document_lines.comments, conversion)
    elif find_manifests(document.data):
        yield from _convert_list(document, document_lines.comments, conversion)
    elif is_runnable(document.data):
        document = read_documents(conversion.source_file.source)[document.index]
        yield convert_runnable(document, document_lines.comments, conversion)
    else:
        _check_other_object(SourceLocation(document, ()), conversion)
        yield ConvertedDocument(_cut_text(conversion.source_file.source, document_lines))


def _convert_list(document: Document, comments: Comments, conversion: Conversion) -> Iterator[ConvertedDocument]:
    """Convert each item of a list to a document. Raises InvalidInputError with what is wrong in all of them."""
    faults: list[Diagnostic] = []
    for index in range(len(document.data["items"])):
        path = ("items", index)
        inside = {
            at: lines for at, lines in comments.items() if at[:2] == path or (index == 0 and at[:1] != ("items",))
        }
        try:
            yield _convert_item(SourceLocation(document, path), inside, conversion)
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)


def _convert_item(origin: SourceLocation, comments: Comments, conversion: Conversion) -> ConvertedDocument:
    if is_manifest(origin.value):
        return convert_manifest(origin, comments, conversion)
    _check_other_object(origin, conversion)
    return ConvertedDocument(dump(origin.value))


def _check_other_object(origin: SourceLocation, conversion: Conversion) -> None:
    """Raise InvalidInputError for what cannot stay as it is: no Kubernetes object, or an invalid one of Argo."""
    if not is_kubernetes_object(origin.value):
        message = "this is no object of Kubernetes', and no runnable pipeline"
        hint = "argogen import takes manifests; other documents have to stand in files of their own"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, origin.place(), hint)])
    structure = load_structure(conversion.options.argo_version)
    if faults := verify_passed_through(origin.value, origin.document, structure, origin.path):
        raise InvalidInputError(faults)


def _cut_text(source: SourceText, document_lines: DocumentLines) -> str:
    """Return the text of a document as it is written, without markers and directives."""
    lines = [source.line(number) for number in document_lines.lines]
    if not lines[-1]:
        del lines[-1]  # what follows the last line end
    lines = [line for line in lines if not line.startswith(("%", "..."))]
    bare = [line[3:].lstrip() if line[:4] in ("---", "--- ") else line for line in lines]
    return "".join(f"{line}\n" for line, written in zip(bare, lines, strict=True) if line or not written).lstrip("\n")
