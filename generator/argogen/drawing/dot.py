"""Graphs in DOT, the language of Graphviz."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from argogen.drawing.labels import describe_empty, describe_group, describe_node, merge_edges
from argogen.drawing.walking import walk
from argogen.graph.combination import combine
from argogen.graph.model import Edge, EdgeKind, Graph, Group, Node, NodeKind

_SHAPES: Mapping[NodeKind, str] = {
    NodeKind.CONTAINER: "box", NodeKind.SCRIPT: "note", NodeKind.PYTHON: "note", NodeKind.NOTEBOOK: "note",
    NodeKind.CONTAINER_SET: "box3d", NodeKind.RESOURCE: "cylinder", NodeKind.SUSPEND: "hexagon",
    NodeKind.HTTP: "parallelogram", NodeKind.DATA: "trapezium", NodeKind.PLUGIN: "component",
    NodeKind.STEPS: "tab", NodeKind.DAG: "tab", NodeKind.TEMPLATE_REF: "cds", NodeKind.RECURSION: "doublecircle",
    NodeKind.UNKNOWN: "diamond",
}  # fmt: skip
_STYLES: Mapping[EdgeKind, Mapping[str, str]] = {
    EdgeKind.ORDER: {},
    EdgeKind.NEEDS: {},
    EdgeKind.CONTAINER: {},
    EdgeKind.DATA: {"style": "dashed"},
    EdgeKind.ARTIFACT: {"style": "bold"},
    EdgeKind.HANDLER: {"arrowhead": "dot"},
    EdgeKind.HOOK: {"arrowhead": "dot", "style": "dashed"},
    EdgeKind.RECURSION: {"arrowhead": "vee", "style": "dotted", "constraint": "false"},
}
_PHASES: Mapping[str, tuple[str, str]] = {
    "Succeeded": ("#e6f4ea", "#1e7e34"), "Failed": ("#fdecea", "#b3261e"), "Error": ("#fdecea", "#b3261e"),
    "Running": ("#e8f0fe", "#1a57c4"), "Pending": ("#fff8e1", "#8a6100"), "Skipped": ("#f1f3f4", "#5f6368"),
    "Omitted": ("#f1f3f4", "#5f6368"),
}  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def write(graphs: Sequence[Graph]) -> str:
    """Return graphs as one digraph; each of several is in a cluster with its name."""
    return "\n".join(_write(combine(graphs))) + "\n"


def _write(graph: Graph) -> Iterator[str]:
    yield f"digraph {quote([graph.name])} {{"
    yield "  graph [compound=true, fontname=Helvetica, style=rounded]"
    yield "  node [fontname=Helvetica, shape=box]"
    yield "  edge [fontname=Helvetica]"
    if not graph.elements:
        yield f"  empty [shape=plaintext, label={quote([describe_empty(graph)])}]"
    yield from _write_elements(graph)
    ends = _find_ends(graph)
    for edge, lines in merge_edges(graph.edges):
        yield _write_edge(edge, lines, ends, graph)
    yield "}"


def _write_elements(graph: Graph) -> Iterator[str]:
    for indent, element in walk(graph):
        if element is None:
            yield f"{indent}}}"
        elif isinstance(element, Group):
            yield f"{indent}subgraph {quote([_cluster(element.id)])} {{"
            yield f"{indent}  {_write_attributes({'label': quote(describe_group(element)), **_colour(element)}, '; ')}"
        else:
            attributes = {"label": quote(describe_node(element)), "shape": _SHAPES[element.kind], **_colour(element)}
            yield f"{indent}{quote([element.id])} [{_write_attributes(attributes)}]"


def _colour(element: Node | Group) -> Mapping[str, str]:
    """Return the colours of a phase, which the label names, too."""
    if element.phase not in _PHASES:
        return {}
    fill, line = _PHASES[element.phase]
    style = "filled" if isinstance(element, Node) else "rounded"
    return {"style": quote([style]), "fillcolor": quote([fill]), "color": quote([line])}


def _find_ends(graph: Graph) -> Mapping[str, tuple[str, str]]:
    """Return the first and the last node in each element: the edges of a cluster are those of nodes in it."""
    ends: dict[str, tuple[str, str]] = {}
    for element in reversed(graph.elements):
        if isinstance(element, Group) and element.id in ends:
            first, last = ends[element.id]
        else:
            first = last = element.id
        ends[element.id] = (first, last)
        if element.group:
            known = ends.get(element.group)
            ends[element.group] = (first, known[1] if known else last)
    return ends


def _write_edge(edge: Edge, lines: Sequence[str], ends: Mapping[str, tuple[str, str]], graph: Graph) -> str:
    tail, head = ends[edge.source][1], ends[edge.target][0]
    attributes: dict[str, str] = {"label": quote(lines)} if lines else {}
    if tail != edge.source:
        attributes["ltail"] = quote([_cluster(edge.source)])
    if head != edge.target and not graph.is_within(edge.source, edge.target):
        attributes["lhead"] = quote([_cluster(edge.target)])
    attributes |= _STYLES[edge.kind]
    listed = f" [{_write_attributes(attributes)}]" if attributes else ""
    return f"  {quote([tail])} -> {quote([head])}{listed}"


def _cluster(group: str) -> str:
    return f"cluster_{group}"


def _write_attributes(attributes: Mapping[str, str], separator: str = ", ") -> str:
    return separator.join(f"{name}={value}" for name, value in attributes.items())


def quote(lines: Sequence[str]) -> str:
    """Return lines as a string of DOT; Graphviz also reads HTML entities in it."""
    printable = (_CONTROL.sub("\ufffd", line) for line in lines)
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in printable)
    return '"' + "\\n".join(escaped) + '"'
