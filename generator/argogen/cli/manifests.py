"""Argo's own manifests on their way through the house: as the pipelines that would become them."""

from __future__ import annotations

from argogen.cli.generation import Options, normalize_document
from argogen.cli.inputs import Input
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.argo.manifest import read_manifest
from argogen.dialects.recognition import is_manifest
from argogen.source.document import Document
from argogen.source.kubernetes import KUBERNETES
from argogen.source.read import read_documents
from argogen.structure import load_structure
from argogen.verify.manifest import verify_passed_through


def find_manifests(given: Input) -> list[Document]:
    """The documents of a source that are manifests of Argo's, as Kubernetes reads them."""
    try:
        documents = read_documents(given.source, KUBERNETES)
    except InvalidInputError:
        return []  # what is wrong with the text is found by whoever reads it as a pipeline, too
    return [document for document in documents if is_manifest(document.data)]


def check_manifests(given: Input, options: Options) -> list[Diagnostic]:
    """What is wrong with the manifests of Argo's in a source, at its own lines."""
    return [found for document in find_manifests(given) for found in _check(document, given, options)]


def _check(document: Document, given: Input, options: Options) -> list[Diagnostic]:
    faults = verify_passed_through(document.data, document, load_structure(options.argo_version))
    if faults:
        return faults  # nothing can be said of the meaning of what has another form
    try:
        read = read_manifest(document)
        prepared = normalize_document(read.document, given, options._replace(values={}))
    except InvalidInputError as error:
        return list(error.diagnostics)
    return [*read.diagnostics, *prepared.diagnostics]
