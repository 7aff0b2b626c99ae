"""Graphs as flowcharts of Mermaid, which GitHub and GitLab show in Markdown.

Labels are in double quotes, and free of characters with a meaning in Mermaid, HTML or Markdown. Names
never begin a line of a statement: the ids of nodes have a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from argogen.drawing.identifiers import Identifiers
from argogen.drawing.labels import describe_empty, describe_group, describe_node, merge_edges
from argogen.drawing.walking import walk
from argogen.graph.combination import combine
from argogen.graph.model import Edge, EdgeKind, Graph, Group, GroupKind, Node, NodeKind

MAXIMUM_CHARACTERS, MAXIMUM_EDGES = 50_000, 500
"""The limits of Mermaid, above which a page shows an error instead of the picture, unless it sets others."""

_SHAPES: Mapping[NodeKind, tuple[str, str]] = {
    NodeKind.CONTAINER: ("[", "]"), NodeKind.SCRIPT: ("[[", "]]"), NodeKind.PYTHON: ("[[", "]]"),
    NodeKind.NOTEBOOK: ("[[", "]]"), NodeKind.CONTAINER_SET: ("(", ")"), NodeKind.RESOURCE: ("[(", ")]"),
    NodeKind.SUSPEND: ("{{", "}}"), NodeKind.HTTP: ("[/", "/]"), NodeKind.DATA: ("[/", "\\]"),
    NodeKind.PLUGIN: (">", "]"), NodeKind.STEPS: ("([", "])"), NodeKind.DAG: ("([", "])"),
    NodeKind.TEMPLATE_REF: ("[\\", "\\]"), NodeKind.RECURSION: ("(((", ")))"), NodeKind.UNKNOWN: ("{", "}"),
}  # fmt: skip
_ARROWS: Mapping[EdgeKind, str] = {
    EdgeKind.ORDER: "-->", EdgeKind.NEEDS: "-->", EdgeKind.CONTAINER: "-->", EdgeKind.DATA: "-.->",
    EdgeKind.ARTIFACT: "==>", EdgeKind.HANDLER: "--o", EdgeKind.HOOK: "-.-o",
}  # fmt: skip
_PHASES: Mapping[str, str] = {
    "Succeeded": "fill:#e6f4ea,stroke:#1e7e34,color:#0b3d17",
    "Failed": "fill:#fdecea,stroke:#b3261e,color:#5f1412,stroke-width:3px",
    "Error": "fill:#fdecea,stroke:#b3261e,color:#5f1412,stroke-width:3px,stroke-dasharray:6 3",
    "Running": "fill:#e8f0fe,stroke:#1a57c4,color:#0b2a63",
    "Pending": "fill:#fff8e1,stroke:#8a6100,color:#4a3400",
    "Skipped": "fill:#f1f3f4,stroke:#5f6368,color:#3c4043,stroke-dasharray:3 3",
    "Omitted": "fill:#f1f3f4,stroke:#5f6368,color:#3c4043,stroke-dasharray:3 3",
}
_SPECIAL = re.compile(r'["#&<>\\`*~|%$\[\]{}]')
_ENTITIES = {'"': "quot", "<": "lt", ">": "gt", "&": "amp"}
# What Markdown takes for a list, a quotation or a heading at the beginning of a line.
_LIST = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))(.?)")


def write(graphs: Sequence[Graph]) -> str:
    """Return graphs as one flowchart; each of several is in a frame with its name."""
    return "\n".join(_write(combine(graphs))) + "\n"


def _write(graph: Graph) -> Iterator[str]:
    yield "flowchart TD"
    yield f"  accTitle: Workflow {_plain(graph.name)}"
    if not graph.elements:
        yield f'  n_empty["{escape(describe_empty(graph))}"]'
        return
    names = Identifiers("n_")
    yield from _write_elements(graph, names)
    for edge, lines in merge_edges(graph.edges):
        if _is_drawable(edge, graph):
            yield f"  {names.find(edge.source)} {_ARROWS[edge.kind]}{_write_label(lines)} {names.find(edge.target)}"
    yield from _write_phases(graph, names)


def _write_elements(graph: Graph, names: Identifiers) -> Iterator[str]:
    for indent, element in walk(graph):
        if element is None:
            yield f"{indent}end"
        elif isinstance(element, Group):
            yield f'{indent}subgraph {names.find(element.id)}["{_write_title(element)}"]'
            yield f"{indent}  direction {'LR' if element.kind is GroupKind.PARALLEL else 'TB'}"
        else:
            yield f"{indent}{names.find(element.id)}{_write_node(element)}"


def _write_node(node: Node) -> str:
    before, after = _SHAPES[node.kind]
    return f'{before}"{_join(describe_node(node))}"{after}'


def _write_title(group: Group) -> str:
    """Return the title of a group, for which Mermaid reserves one line."""
    return _join([" · ".join(describe_group(group))])


def _write_label(lines: Sequence[str]) -> str:
    return f'|"{_join(lines)}"|' if any(lines) else ""


def _is_drawable(edge: Edge, graph: Graph) -> bool:
    """Return whether Mermaid can lay an edge out: it cannot connect a group and an element in it.

    The node of a recursion has the name of the template, and needs no edge.
    """
    return not graph.is_within(edge.source, edge.target) and not graph.is_within(edge.target, edge.source)


def _write_phases(graph: Graph, names: Identifiers) -> Iterator[str]:
    phases: dict[str, list[str]] = {}
    for element in graph.elements:
        if element.phase in _PHASES:
            phases.setdefault(element.phase, []).append(names.find(element.id))
    for phase, members in phases.items():
        yield f"  classDef phase{phase} {_PHASES[phase]}"
        yield f"  class {','.join(members)} phase{phase}"


def _join(lines: Sequence[str]) -> str:
    return "<br/>".join(map(escape, lines)) or " "  # an empty label is a syntax error


def escape(text: str) -> str:
    """Return a line of a label with entities in place of special characters."""
    escaped = _SPECIAL.sub(lambda found: f"#{_ENTITIES.get(found[0], ord(found[0]))};", text)
    return _LIST.sub(_escape_list, escaped)


def _escape_list(found: re.Match[str]) -> str:
    space, mark, after = found.groups()
    if mark.isdigit():
        return f"{space}{mark}{f'#{ord(after)};' if after else ''}"
    return f"{space}#{ord(mark)};{after}"


def _plain(text: str) -> str:
    """Return a title, which has no quotes: on one line, without characters that end it."""
    return " ".join(re.sub(r"[;#%{}<>]", " ", text).split())
