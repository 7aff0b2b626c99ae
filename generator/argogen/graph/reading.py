"""The graphs of the workflows of a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.diagnostics import Place as SourcePlace
from argogen.graph.build import BuiltGraph, build_graph
from argogen.graph.model import Graph, Group, Place
from argogen.graph.options import GraphOptions
from argogen.graph.workflows import Document, Workflow, read_workflow
from argogen.runner.model.library import read_library
from argogen.suggestions import list_known, suggest


def build_graphs(
    documents: Sequence[Document],
    references: Sequence[Document],
    options: GraphOptions,
    file: str,
    *,
    allows_unknown: bool = False,
) -> list[BuiltGraph]:
    """Return the graph of each workflow among documents of a file; `references` are documents of other files.

    Raises InvalidInputError if there is no workflow, and for unknown names in `collapse`, unless `allows_unknown`.
    """
    library = read_library(document.data for document in (*references, *documents))
    origins = {document.key: document.origins for document in (*references, *documents) if document.key is not None}
    workflows = [
        read_workflow(document, library, document.origins.place or Place(file, 0))
        for document in documents
        if document.has_workflow
    ]
    if not workflows:
        message, hint = f"no workflow in '{file}'", "pass a pipeline, or an Argo manifest"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, SourcePlace(file), hint)])
    if options.entrypoint:
        workflows = _select_entrypoint(workflows, options.entrypoint, file)
    graphs = [build_graph(workflow, library, origins, options) for workflow in workflows]
    if not allows_unknown:
        _check_collapsed(graphs, options.collapse, file)
    return graphs


def _select_entrypoint(workflows: Sequence[Workflow], entrypoint: str, file: str) -> list[Workflow]:
    """Return the workflows with a template. Raises InvalidInputError if there is no such workflow."""
    names = {id(workflow): _list_templates(workflow) for workflow in workflows}
    selected = [workflow for workflow in workflows if entrypoint in names[id(workflow)]]
    if not selected:
        known = dict.fromkeys(name for listed in names.values() for name in listed)
        raise _report_unknown("template", entrypoint, known, file)
    return selected


def _list_templates(workflow: Workflow) -> list[str]:
    return [str(template.get("name")) for template in workflow.spec.get("templates") or ()]


def _check_collapsed(graphs: Iterable[BuiltGraph], names: Sequence[str], file: str) -> None:
    """Raise InvalidInputError for a name that no graph collapses."""
    built = list(graphs)
    matched = frozenset[str]().union(*(each.matched for each in built))
    known = [name for each in built for name in _list_groups(each.graph)]
    for name in names:
        if name not in matched:
            raise _report_unknown("step or template with steps", name, dict.fromkeys((*known, *sorted(matched))), file)


def _list_groups(graph: Graph) -> list[str]:
    return [group.name for group in graph.groups if isinstance(group, Group) and group.definition]


def _report_unknown(kind: str, name: str, known: Iterable[str], file: str) -> InvalidInputError:
    names = tuple(known)
    hint = suggest(name, names, list_known(names))
    return InvalidInputError([Diagnostic("unknown-name", f"unknown {kind} '{name}'", SourcePlace(file), hint)])
