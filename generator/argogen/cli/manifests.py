"""Argo's own manifests on their way through the house: as the pipelines that would become them."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.cli.generation import normalize_document
from argogen.cli.inputs import Input
from argogen.cli.options import Options
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.argo.manifest import read_manifest
from argogen.dialects.recognition import find_manifests
from argogen.source.kubernetes import KUBERNETES
from argogen.source.read import read_documents
from argogen.source.translation import Origin
from argogen.structure import load_structure
from argogen.verify.manifest import verify_passed_through


def check_manifests(given: Input, options: Options) -> list[Diagnostic]:
    """What is wrong with the manifests of Argo's in a source, at its own lines."""
    return [found for origin in list_manifests(given) for found in check_manifest(origin, given, options)]


def list_manifests(given: Input) -> Iterator[Origin]:
    """The manifests of a source, as Kubernetes reads them."""
    try:
        documents = read_documents(given.source, KUBERNETES)
    except InvalidInputError:
        return  # what is wrong with the text is found by whoever reads it as a pipeline, too
    for document in documents:
        yield from (Origin(document, path) for path in find_manifests(document.data))


def check_manifest(origin: Origin, given: Input, options: Options) -> list[Diagnostic]:
    """What is wrong with one manifest."""
    faults = verify_passed_through(origin.value, origin.document, load_structure(options.argo_version), origin.path)
    if faults:
        return faults  # nothing can be said of the meaning of what has another form
    try:
        read = read_manifest(origin, origin.value)
        prepared = normalize_document(read.document, given, options)
    except InvalidInputError as error:
        return list(error.diagnostics)
    return [*read.diagnostics, *prepared.diagnostics]
