"""Check Argo manifests by importing them as pipelines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.argo.structure.groups import find_meant_kind
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.dialects.recognition import find_manifests
from argogen.dialects.translation import SourceLocation
from argogen.engine.manifest_stages import LintedManifest, check_in_stages
from argogen.engine.options import CompileOptions
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import is_kubernetes_object
from argogen.linter.model.flow.config_objects import read_config_objects
from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.positions.overriding_merges import find_overriding_merges
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class ManifestCheck(NamedTuple):
    """The diagnostics of Argo manifests in a source; `is_all` if every document is a Kubernetes object."""

    diagnostics: Sequence[Diagnostic] = ()
    is_all: bool = False


class ManifestSource(NamedTuple):
    """A source with its documents, which are those of `read_objects`."""

    documents: Sequence[Document]
    source_file: SourceFile
    options: CompileOptions


def check_manifests(
    documents: Sequence[Document], source_file: SourceFile, options: CompileOptions, session: EngineSession
) -> ManifestCheck:
    """Check all Argo manifests in the documents of a source, which are those of `read_objects`."""
    return check_manifests_of([ManifestSource(documents, source_file, options)], session)[0]


def check_manifests_of(sources: Iterable[ManifestSource], session: EngineSession) -> list[ManifestCheck]:
    """Check all Argo manifests in sources.

    Several sources take less time together than one after another, but more memory; see `check_in_stages`.
    """
    listed = [(source, [*_list_manifests(source, session)]) for source in sources]
    found = iter(check_in_stages([manifest for _, manifests in listed for manifest in manifests]))
    return [_combine(source, list(itertools.islice(found, len(manifests)))) for source, manifests in listed]


def _list_manifests(source: ManifestSource, session: EngineSession) -> Iterator[LintedManifest]:
    options = source.options
    if objects := read_config_objects(document.data for document in source.documents):
        options = options._replace(config_objects=objects)
    for origin in list_manifests(source.documents):
        yield LintedManifest(origin, source.source_file, options, session)


def _combine(source: ManifestSource, found: Sequence[Sequence[Diagnostic]]) -> ManifestCheck:
    """Return the diagnostics of a source, `found` in each of its manifests."""
    merges = check_merges(source.source_file.source) if found else ()
    unknown = _report_unknown_kinds(source.documents)
    return ManifestCheck((*itertools.chain(*found), *merges, *unknown), holds_only_objects(source.documents))


def _report_unknown_kinds(documents: Iterable[Document]) -> Iterator[Diagnostic]:
    """Report misspelled kinds of Argo Workflows, whose objects are not checked; other projects share its API group."""
    for document in documents:
        meant = find_meant_kind(document.data) if isinstance(document.data, dict) else ""
        if meant:
            message, hint = f"unknown kind '{document.data['kind']}' of argoproj.io", f"did you mean '{meant}'?"
            yield Diagnostic("invalid-field-value", message, document.place(("kind",)), hint)


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
) -> Sequence[Diagnostic]:
    """Check one manifest."""
    return check_in_stages([LintedManifest(origin, source_file, options, session)])[0]
