"""Check Argo manifests by importing them as pipelines."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.argo.structure import TEMPLATE_KINDS, StructureDiagnostic, load_structure
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.dialects.recognition import find_manifests
from argogen.dialects.translation import SourceLocation
from argogen.engine.compilation import normalize_alone
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import is_kubernetes_object
from argogen.engine.verification.manifest import find_manifest_errors
from argogen.engine.verification.size import LARGE, check_size
from argogen.importing.reading.manifest import ImportedManifest, InvalidManifestError, read_manifest
from argogen.language.recovery.manifest_repair import is_harmless
from argogen.language.validation.report import report
from argogen.linter.model.flow.config_objects import read_config_objects
from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.node_path import NodePath
from argogen.yaml.positions.overriding_merges import find_overriding_merges
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class ManifestCheck(NamedTuple):
    """The diagnostics of Argo manifests in a source; `is_all` if every document is a Kubernetes object."""

    diagnostics: Sequence[Diagnostic] = ()
    is_all: bool = False


def check_manifests(
    documents: Sequence[Document], source_file: SourceFile, options: CompileOptions, session: EngineSession
) -> ManifestCheck:
    """Check all Argo manifests in the documents of a source, which are those of `read_objects`."""
    manifests = list(list_manifests(documents))
    if objects := read_config_objects(document.data for document in documents):
        options = options._replace(config_objects=objects)
    found = [found for origin in manifests for found in check_manifest(origin, source_file, options, session)]
    merges = check_merges(source_file.source) if manifests else ()
    return ManifestCheck((*found, *merges), holds_only_objects(documents))


def check_merges(source: SourceText) -> Iterator[Diagnostic]:
    """Report merge keys that override keys before them, which the YAML parser of Kubernetes allows."""
    for merge in find_overriding_merges(source):
        names = ", ".join(f"'{key}'" for key in merge.keys)
        message = f"merge key overrides {names} before it"
        hint = "move '<<' before the other keys of the mapping"
        place = source.place_at(merge.start, len("<<"))
        yield Diagnostic("overriding-merge-key", message, place, hint, Severity.WARNING)


def list_manifests(documents: Iterable[Document]) -> Iterator[SourceLocation]:
    """Yield the Argo manifests in documents."""
    for document in documents:
        yield from (SourceLocation(document, path) for path in find_manifests(document.data))


def holds_only_objects(documents: Sequence[Document]) -> bool:
    """Whether there are documents, and all are Kubernetes objects."""
    return bool(documents) and all(is_kubernetes_object(document.data) for document in documents)


def read_objects(source_file: SourceFile) -> list[Document]:
    """Parse the documents of a source as Kubernetes does; empty if it is not YAML, or does not mention Argo's API."""
    if "argoproj.io" not in source_file.source.text:
        return []
    try:
        documents = read_documents(source_file.source, KUBERNETES, with_places=True)
    except InvalidInputError:
        return []  # reported when the source is read as a pipeline
    return [document for document in documents if document.data is not None]


def check_manifest(
    origin: SourceLocation, source_file: SourceFile, options: CompileOptions, session: EngineSession
) -> list[Diagnostic]:
    """Check one manifest."""
    passes = _ManifestPasses(origin.path, source_file, options, session)
    structure = load_structure(options.argo_version.minor)
    structural = find_manifest_errors(origin.value, structure, origin.path)
    if structural:
        return _recover(report(origin.document, structural), structural, origin.document, passes)
    if origin.value["kind"] in TEMPLATE_KINDS and origin.value["spec"] == {}:
        return []  # Argo accepts a WorkflowTemplate without templates
    try:
        read = read_manifest(origin, origin.value)
    except InvalidManifestError as error:
        return _recover(error.diagnostics, error.errors, origin.document, passes)
    is_long = len(source_file.source.text) > LARGE // 2
    large = check_size(origin.value, origin.place()) if is_long else ()
    return [*read.diagnostics, *_analyze(read, passes), *large]


def _analyze(read: ImportedManifest, passes: _ManifestPasses) -> Sequence[Diagnostic]:
    """Check a manifest without schema errors."""
    source_file, options, session = passes.source_file, passes.options, passes.session
    try:
        prepared = normalize_alone(read.document, source_file, options, session, Mode.LINT, is_checked=read.is_whole)
    except InvalidInputError as error:
        return error.diagnostics
    return prepared.diagnostics


class _ManifestPasses(NamedTuple):
    """Validation and analysis of the manifest at a path of a document."""

    path: NodePath
    source_file: SourceFile
    options: CompileOptions
    session: EngineSession

    def validate(self, document: Document) -> Sequence[StructureDiagnostic]:
        """Validate the manifest against the Argo schema, then beyond the schema."""
        origin = SourceLocation(document, self.path)
        found = find_manifest_errors(origin.value, load_structure(self.options.argo_version.minor), self.path)
        if structural := [diagnostic for diagnostic in found if not is_harmless(document.data, diagnostic)]:
            return structural
        try:
            read_manifest(origin, origin.value)
        except InvalidManifestError as error:
            return error.errors
        return ()

    def analyze(self, document: Document) -> Sequence[Diagnostic]:
        """Analyze a manifest without schema errors."""
        origin = SourceLocation(document, self.path)
        read = read_manifest(origin, origin.value)
        return [*read.diagnostics, *_analyze(read, self)]


def _recover(
    known: Sequence[Diagnostic], structural: Iterable[StructureDiagnostic], document: Document, passes: _ManifestPasses
) -> list[Diagnostic]:
    # Valid manifests save the import of error recovery.
    recovery = importlib.import_module("argogen.engine.front_end.recovery")
    found: list[Diagnostic] = recovery.diagnose_manifest(document, passes, recovery.KnownErrors(structural, known))
    return found
