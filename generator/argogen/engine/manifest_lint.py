"""Check Argo manifests, as the pipelines that would become them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.argo.structure import load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.recognition import find_manifests
from argogen.dialects.translation import Origin
from argogen.engine.compilation import normalize_alone
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import is_kubernetes_object
from argogen.engine.verification.manifest import verify_passed_through
from argogen.engine.verification.size import LARGE, check_size
from argogen.importing.reading.manifest import read_manifest
from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents


class Checked(NamedTuple):
    """What is wrong with the manifests of Argo's in a source, at its own lines, and whether there is anything else.

    Nothing else is there if all documents are objects of Kubernetes'.
    """

    diagnostics: Sequence[Diagnostic] = ()
    is_all: bool = False


def check_manifests(source_file: SourceFile, options: CompileOptions) -> Checked:
    """Look at all manifests of a source."""
    if "argoproj.io" not in source_file.source.text:
        return Checked()
    documents = read_objects(source_file)
    found = tuple(
        found for origin in list_manifests(documents) for found in check_manifest(origin, source_file, options)
    )
    return Checked(found, holds_only_objects(documents))


def list_manifests(documents: Iterable[Document]) -> Iterator[Origin]:
    """The manifests of Argo's in documents as Kubernetes reads them."""
    for document in documents:
        yield from (Origin(document, path) for path in find_manifests(document.data))


def holds_only_objects(documents: Sequence[Document]) -> bool:
    """Whether there are documents, and all of them are objects of Kubernetes'."""
    return bool(documents) and all(is_kubernetes_object(document.data) for document in documents)


def read_objects(source_file: SourceFile) -> list[Document]:
    """The documents of a source, as Kubernetes reads them; none if the text cannot be read."""
    try:
        return [document for document in read_documents(source_file.source, KUBERNETES) if document.data is not None]
    except InvalidInputError:
        return []  # what is wrong with the text is found by whoever reads it as a pipeline, too


def check_manifest(origin: Origin, source_file: SourceFile, options: CompileOptions) -> list[Diagnostic]:
    """What is wrong with one manifest."""
    faults = verify_passed_through(origin.value, origin.document, load_structure(options.argo_version), origin.path)
    if faults:
        return faults  # nothing can be said of the meaning of what has another form
    try:
        read = read_manifest(origin, origin.value)
        prepared = normalize_alone(read.document, source_file, options, Mode.LINT, is_checked=read.is_whole)
    except InvalidInputError as error:
        return list(error.diagnostics)
    is_long = len(source_file.source.text) > LARGE // 2
    large = check_size(origin.value, origin.place()) if is_long else ()
    return [*read.diagnostics, *prepared.diagnostics, *large]
