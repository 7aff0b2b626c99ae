"""Report (Cluster)WorkflowTemplates that a directory defines twice: applying it keeps only one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity
from argogen.engine.workers.work import Work
from argogen.linter.model.libraries import Libraries, Library, Name
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_NAMES: tuple[NodePath, ...] = (("metadata", "name"), ("name",))


def find_duplicates(libraries: Libraries, work: Work) -> Mapping[str, list[Diagnostic]]:
    """Return the diagnostics of duplicates in the sources of a run, by file."""
    sources = {source_file.source.file: source_file.source for source_file, _ in work}
    found: dict[str, list[Diagnostic]] = {}
    for name, same in libraries.list_duplicates():
        for group in _group([library for library in same if library.origin.file in sources]):
            for diagnostic in _report(name, group, sources):
                found.setdefault(diagnostic.place.file, []).append(diagnostic)
    return found


def _group(libraries: Iterable[Library]) -> Iterator[Sequence[Library]]:
    """Yield the libraries of each directory, environment and namespace, in their order."""
    by_scope = sorted(libraries, key=_read_scope)
    yield from (list(group) for _, group in groupby(by_scope, _read_scope))


def _read_scope(library: Library) -> tuple[tuple[str, ...], str, str]:
    return library.origin.folder, library.origin.environment or "", library.namespace


def _report(name: Name, group: Sequence[Library], sources: Mapping[str, SourceText]) -> Iterator[Diagnostic]:
    """Report all but the last one, which applies."""
    of_cluster, written = name
    places = [place for file in _list_files(group) for place in _find_places(sources[file], written)]
    for place in places[:-1]:
        kind = TEMPLATE_KINDS[of_cluster]
        message = f"{kind} '{written}' is also defined in {places[-1]}, which applies in this directory"
        yield Diagnostic("duplicate-name", message, place, "rename or remove one of them", Severity.NOTE)


def _list_files(group: Iterable[Library]) -> list[str]:
    return list(dict.fromkeys(library.origin.file for library in group))


def _find_places(source: SourceText, name: str) -> Iterator[Place]:
    """Yield the places of a name in the manifests and pipelines of a source."""
    try:
        documents = read_documents(source, KUBERNETES, with_places=True)
    except InvalidInputError:
        return
    for document in documents:
        for path in _NAMES:
            if isinstance(document.data, dict) and document.data.get("kind") in TEMPLATE_KINDS:
                yield from [document.place(path)] if _at(document.data, path) == name else ()


def _at(data: Any, path: NodePath) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
