"""Build the graph of a workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.graph.expanding.expansion import Expansion
from argogen.graph.model import Graph, Group, Node, NodeKind, Place
from argogen.graph.options import GraphOptions
from argogen.graph.origins import Origins
from argogen.graph.workflows import BaseKey, Workflow
from argogen.records import EMPTY, Record
from argogen.runner.frames.templates import Templates
from argogen.runner.model.library import Library, TemplateBase

_NO_ORIGINS = Origins()


class BuiltGraph(Record):
    """A graph, the ids of elements by those of calls that it leaves out, and the names in `collapse` that exist.

    `is_limited` if elements are not shown because there are too many, or too many levels.
    """

    graph: Graph
    aliases: Mapping[str, str] = EMPTY
    matched: frozenset[str] = frozenset()
    is_limited: bool = False


def build_graph(
    workflow: Workflow, library: Library, origins: Mapping[BaseKey, Origins], options: GraphOptions
) -> BuiltGraph:
    """Return the graph of a workflow; `origins` are those of workflow templates."""
    document = workflow.document
    own = origins.get(workflow.base, _NO_ORIGINS) if workflow.base else document.origins
    if document.key is not None and workflow.base == document.key:
        own = document.origins

    def find_origins(base: TemplateBase) -> Origins:
        return own if base.scope == "local" else origins.get((base.scope, base.name), _NO_ORIGINS)

    expansion = Expansion(Templates(workflow.spec, library), find_origins, options)
    _expand(expansion, workflow, options)
    graph = Graph(
        name=document.name,
        kind=document.kind,
        elements=tuple(_order(expansion.children)),
        edges=(*expansion.edges, *expansion.flows.build()),
        place=document.origins.place,
        parameters=workflow.parameters,
        schedules=workflow.schedules,
        templates=expansion.definitions,
    )
    return BuiltGraph(graph, expansion.aliases, frozenset(expansion.matched), expansion.is_limited)


def _expand(expansion: Expansion, workflow: Workflow, options: GraphOptions) -> None:
    document = workflow.document
    if workflow.reference:
        place: Place | None = document.origins.place
        node = Node(workflow.reference, document.name, template=workflow.reference, place=place,
                    kind=NodeKind.TEMPLATE_REF)  # fmt: skip
        expansion.children[""] = [node]
        return
    roots = (options.entrypoint,) if options.entrypoint else workflow.list_roots()
    if roots:
        expansion.reserve(workflow.spec)
        added = [expansion.add_root(root, document.origins.name) for root in roots]
        expansion.add_workflow_handlers(workflow.spec, added)


def _order(children: Mapping[str, list[Node | Group]]) -> Iterator[Node | Group]:
    """Yield all elements, each group before its members."""
    pending = list(reversed(children.get("", ())))
    while pending:
        element = pending.pop()
        yield element
        if isinstance(element, Group):
            pending.extend(reversed(children.get(element.id, ())))
