"""Check Argo manifests, as the pipelines that would become them."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.argo.structure import StructureDiagnostic, load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.recognition import find_manifests
from argogen.dialects.translation import SourceLocation
from argogen.engine.compilation import normalize_alone
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import is_kubernetes_object
from argogen.engine.verification.manifest import find_faults_of_manifest
from argogen.engine.verification.size import LARGE, check_size
from argogen.importing.reading.manifest import ImportedManifest, InvalidManifestError, read_manifest
from argogen.language.recovery.manifest_repair import is_harmless
from argogen.language.validation.report import report
from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents


class ManifestCheck(NamedTuple):
    """What is wrong with Argo's manifests in a source; `is_all` if every document is a Kubernetes object."""

    diagnostics: Sequence[Diagnostic] = ()
    is_all: bool = False


def check_manifests(source_file: SourceFile, options: CompileOptions, session: EngineSession) -> ManifestCheck:
    """Check all of Argo's manifests in a source."""
    if "argoproj.io" not in source_file.source.text:
        return ManifestCheck()
    documents = read_objects(source_file)
    found = tuple(
        found for origin in list_manifests(documents) for found in check_manifest(origin, source_file, options, session)
    )
    return ManifestCheck(found, holds_only_objects(documents))


def list_manifests(documents: Iterable[Document]) -> Iterator[SourceLocation]:
    """Yield Argo's manifests in documents as Kubernetes reads them."""
    for document in documents:
        yield from (SourceLocation(document, path) for path in find_manifests(document.data))


def holds_only_objects(documents: Sequence[Document]) -> bool:
    """Whether there are documents, and all of them are Kubernetes objects."""
    return bool(documents) and all(is_kubernetes_object(document.data) for document in documents)


def read_objects(source_file: SourceFile) -> list[Document]:
    """Read the documents of a source as Kubernetes does; none if it is not YAML."""
    try:
        return [document for document in read_documents(source_file.source, KUBERNETES) if document.data is not None]
    except InvalidInputError:
        return []  # reported where the text is read as a pipeline


def check_manifest(
    origin: SourceLocation, source_file: SourceFile, options: CompileOptions, session: EngineSession
) -> list[Diagnostic]:
    """Check one manifest."""
    passes = _ManifestPasses(origin.path, source_file, options, session)
    structure = load_structure(options.argo_version)
    faults = find_faults_of_manifest(origin.value, structure, origin.path)
    if faults:
        return _recover(report(origin.document, faults), faults, origin.document, passes)
    try:
        read = read_manifest(origin, origin.value)
    except InvalidManifestError as error:
        return _recover(error.diagnostics, error.faults, origin.document, passes)
    is_long = len(source_file.source.text) > LARGE // 2
    large = check_size(origin.value, origin.place()) if is_long else ()
    return [*read.diagnostics, *_analyze(read, passes), *large]


def _analyze(read: ImportedManifest, passes: _ManifestPasses) -> Sequence[Diagnostic]:
    """Check the meaning of a manifest of valid form."""
    source_file, options, session = passes.source_file, passes.options, passes.session
    try:
        prepared = normalize_alone(read.document, source_file, options, session, Mode.LINT, is_checked=read.is_whole)
    except InvalidInputError as error:
        return error.diagnostics
    return prepared.diagnostics


class _ManifestPasses(NamedTuple):
    """What checks the manifest at a path of a document."""

    path: NodePath
    source_file: SourceFile
    options: CompileOptions
    session: EngineSession

    def validate(self, document: Document) -> Sequence[StructureDiagnostic]:
        """Check the form against Argo's schema, then beyond it."""
        origin = SourceLocation(document, self.path)
        found = find_faults_of_manifest(origin.value, load_structure(self.options.argo_version), self.path)
        if faults := [fault for fault in found if not is_harmless(document.data, fault)]:
            return faults
        try:
            read_manifest(origin, origin.value)
        except InvalidManifestError as error:
            return error.faults
        return ()

    def analyze(self, document: Document) -> Sequence[Diagnostic]:
        """Check the meaning."""
        origin = SourceLocation(document, self.path)
        read = read_manifest(origin, origin.value)
        return [*read.diagnostics, *_analyze(read, self)]


def _recover(
    known: Sequence[Diagnostic], faults: Iterable[StructureDiagnostic], document: Document, passes: _ManifestPasses
) -> list[Diagnostic]:
    # Most manifests have the right form, and pay nothing for the recovery from another one.
    recovery = importlib.import_module("argogen.engine.front_end.recovery")
    found: list[Diagnostic] = recovery.diagnose_manifest(document, passes, recovery.Faults(faults, known))
    return found
