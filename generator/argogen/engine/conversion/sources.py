"""Convert the manifests and runnable pipelines in a file to pipelines; other objects are kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import load_structure
from argogen.argo.versions import ArgoVersion
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity, has_errors
from argogen.dialects.helm import find_helm_tags, find_helm_template
from argogen.dialects.recognition import MANIFEST_HINT, find_manifests, is_manifest, is_pipeline, is_runnable
from argogen.dialects.translation import SourceLocation
from argogen.engine.conversion.argo_versions import choose_version, report_version
from argogen.engine.conversion.documents import Conversion, ConvertedDocument, convert_manifest, convert_runnable
from argogen.engine.stages import is_kubernetes_object
from argogen.engine.verification.manifest import verify_passed_through
from argogen.output.stamp import blank_stamp
from argogen.yaml.document import Document
from argogen.yaml.emitter import dump
from argogen.yaml.kubernetes import KUBERNETES, LAST_KEY_WINS
from argogen.yaml.node_path import NodePath
from argogen.yaml.positions.comments import Comments, DocumentLines, find_comments
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class ConvertedSource(NamedTuple):
    """The converted file, and warnings and notes."""

    text: str
    diagnostics: tuple[Diagnostic, ...]


def convert_source(conversion: Conversion, version: ArgoVersion | None) -> ConvertedSource:
    """Convert a source; `version` is the requested Argo version, None to choose the best match.

    Raises InvalidInputError with the diagnostics of all documents, or with that of a Helm template.
    """
    source = conversion.source_file.source
    source = source._replace(text=blank_stamp(source.text))
    documents, noticed = _read(source)
    manifests = [SourceLocation(document, path) for document in documents for path in find_manifests(document.data)]
    if not manifests and not any(is_runnable(document.data) for document in documents):
        noticed.append(_report_nothing(source, [d.data for d in documents if d.data is not None]))
        if has_errors(noticed):
            raise InvalidInputError(noticed)
    options = conversion.options
    chosen = version or choose_version(manifests, options.argo_version)
    conversion = conversion._replace(
        source_file=conversion.source_file._replace(source=source),
        options=options._replace(argo_version=chosen),
    )
    pieces, errors = _convert_all(documents, conversion)
    if errors:
        # A warning for manifests may be an error for a runnable pipeline in the same file.
        known = {(each.code, each.place) for each in errors}
        kept = (it for it in noticed if (it.code, it.place) not in known)
        raise InvalidInputError([*kept, *errors, *find_helm_tags(source)])
    if chosen != options.argo_version:
        noticed += report_version(manifests, options, chosen)
    noticed += (diagnostic for piece in pieces for diagnostic in piece.diagnostics)
    noticed += find_helm_tags(source)
    return ConvertedSource("---\n".join(piece.text for piece in pieces), tuple(noticed))


def _read(source: SourceText) -> tuple[list[Document], list[Diagnostic]]:
    """Read the documents as Kubernetes does; duplicate keys are warnings."""
    try:
        return read_documents(source, KUBERNETES), []
    except InvalidInputError as error:
        if any(each.code != "duplicate-key" for each in error.diagnostics):
            found = find_helm_template(source)
            raise InvalidInputError(error.diagnostics if found is None else [found]) from error
        hint = "the last value is used, as in Argo"
        warnings = [each._replace(severity=Severity.WARNING, hint=hint) for each in error.diagnostics]
        return read_documents(source, LAST_KEY_WINS), warnings


def _report_nothing(source: SourceText, found: list[Any]) -> Diagnostic:
    """Report a source without documents to convert: an error, unless it contains only Kubernetes objects."""
    message = "no Argo manifest or runnable pipeline in this file"
    if found and all(map(is_kubernetes_object, found)):
        hint = "other Kubernetes objects are kept unchanged"
        return Diagnostic("nothing-to-import", message, Place(source.file), hint, Severity.NOTE)
    is_done = any(map(is_pipeline, found))
    hint = "this is a pipeline: use 'argogen render' to generate its manifest" if is_done else MANIFEST_HINT
    return Diagnostic("nothing-to-import", message, Place(source.file), hint)


def _convert_all(documents: list[Document], conversion: Conversion) -> tuple[list[ConvertedDocument], list[Diagnostic]]:
    """Convert each document, and collect errors; comments of an empty document are added to the next one."""
    pieces: list[ConvertedDocument] = []
    errors: list[Diagnostic] = []
    before: list[str] = []
    read_originals = functools.cache(lambda: read_documents(conversion.source_file.source))
    for document, document_lines in zip(documents, find_comments(conversion.source_file.source), strict=True):
        if document.data is None:
            before += document_lines.comments.get((), ())
            continue
        try:
            made = list(_convert_document(document, document_lines, conversion, read_originals))
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
            continue
        pieces += [made[0]._replace(text="".join(f"{line}\n" for line in before) + made[0].text), *made[1:]]
        before = []
    return pieces, errors


def _convert_document(
    document: Document,
    document_lines: DocumentLines,
    conversion: Conversion,
    read_originals: Callable[[], list[Document]],
) -> Iterator[ConvertedDocument]:
    """Convert a document parsed as by Kubernetes; `read_originals` parses all documents as pipelines."""
    if find_manifests(document.data) == [()]:
        yield convert_manifest(SourceLocation(document, ()), document_lines.comments, conversion)
    elif find_manifests(document.data):
        yield from _convert_list(document, document_lines.comments, conversion)
    elif is_runnable(document.data):
        yield convert_runnable(read_originals()[document.index], document_lines.comments, conversion)
    else:
        _check_other_object(SourceLocation(document, ()), conversion)
        yield ConvertedDocument(_cut_text(conversion.source_file.source, document_lines))


def _convert_list(document: Document, comments: Comments, conversion: Conversion) -> Iterator[ConvertedDocument]:
    """Convert each item of a list to a document. Raises InvalidInputError with the diagnostics of all items."""
    errors: list[Diagnostic] = []
    inside = _divide_comments(comments)
    for index in range(len(document.data["items"])):
        try:
            yield _convert_item(SourceLocation(document, ("items", index)), inside.get(index, {}), conversion)
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
    if errors:
        raise InvalidInputError(errors)


def _divide_comments(comments: Comments) -> Mapping[int, Comments]:
    """Return the comments of each item of a list; comments outside of items are added to the first one."""
    divided: dict[int, dict[NodePath, list[str]]] = {}
    for at, lines in comments.items():
        index = at[1] if at[:1] == ("items",) and len(at) > 1 else 0
        if isinstance(index, int) and at != ("items",):
            divided.setdefault(index, {})[at] = lines
    return divided


def _convert_item(origin: SourceLocation, comments: Comments, conversion: Conversion) -> ConvertedDocument:
    if is_manifest(origin.value):
        return convert_manifest(origin, comments, conversion)
    _check_other_object(origin, conversion)
    return ConvertedDocument(dump(origin.value))


def _check_other_object(origin: SourceLocation, conversion: Conversion) -> None:
    """Raise InvalidInputError for a document that is not a Kubernetes object, or is an invalid Argo object."""
    if not is_kubernetes_object(origin.value):
        message = "document is neither a Kubernetes object nor a runnable pipeline"
        hint = "move documents that are not manifests to another file"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, origin.place(), hint)])
    structure = load_structure(conversion.options.argo_version.minor)
    if errors := verify_passed_through(origin.value, origin.document, structure, origin.path):
        raise InvalidInputError(errors)


def _cut_text(source: SourceText, document_lines: DocumentLines) -> str:
    """Return the source of a document, without markers and directives."""
    lines = [source.line(number) for number in document_lines.lines]
    if not lines[-1]:
        del lines[-1]  # after the last line end
    lines = [line for line in lines if not line.startswith(("%", "..."))]
    bare = [line[3:].lstrip() if line[:4] in ("---", "--- ") else line for line in lines]
    return "".join(f"{line}\n" for line, written in zip(bare, lines, strict=True) if line or not written).lstrip("\n")
