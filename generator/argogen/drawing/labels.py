"""The lines of text that pictures show for elements and edges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from argogen.drawing.times import describe_duration
from argogen.graph.model import Edge, EdgeKind, Flow, Graph, Group, GroupKind, Loop, Node, NodeKind, Retry

LONGEST_LINE = 60
"""The number of characters after which a line is cut."""

_MOST_FLOWS = 4
_TAG = re.compile(r"\{\{\s*(?!=)(.*?)\s*\}\}|\{\{=\s*(.*?)\s*\}\}", re.DOTALL)
# Quotes around a tag are for its value; around the short form of the tag, they would read as those of a constant.
_QUOTED_TAG = re.compile(r"""(['"])(\{\{[^{}'"]*\}\})\1""")
_COMMENT = re.compile(r"\s*/\*.*?\*/\s*", re.DOTALL)
_PREFIX = re.compile(r"\b(?:steps|tasks)\.([\w-]+)\.(?:outputs\.(?:parameters\.|artifacts\.)?)?|\binputs\.parameters\.")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_GROUPS: Mapping[GroupKind, str] = {GroupKind.PARALLEL: "parallel", GroupKind.HANDLERS: "handlers"}
_NODES: Mapping[NodeKind, str] = {
    NodeKind.CONTAINER_SET: "container set", NodeKind.TEMPLATE_REF: "template elsewhere",
    NodeKind.UNKNOWN: "unknown template",
}  # fmt: skip


def describe_node(node: Node) -> list[str]:
    """Return the lines of a node: its name, its kind with the template, and its details."""
    kind = _NODES.get(node.kind, node.kind.value)
    named = node.template and node.template != node.name
    return [shorten(node.name), shorten(f"{kind}: {node.template}" if named else kind), *_describe_details(node)]


def describe_group(group: Group) -> list[str]:
    """Return the lines of a group: its name, with the template if it has another name, and its details."""
    if group.kind in _GROUPS:
        return [_GROUPS[group.kind], *([describe_phase(group)] if group.phase else [])]
    named = group.template and group.template != group.name
    head = shorten(f"{group.name}: {group.template}" if named else group.name)
    return [head, *["container set"] * (group.kind is GroupKind.CONTAINER_SET), *_describe_details(group)]


def _describe_details(element: Node | Group) -> Iterator[str]:
    yield from map(shorten, _describe_start(element))
    if element.retry is not None:
        yield shorten(describe_retry(element.retry))
    if element.deadline:
        yield shorten(f"deadline {read_tags(element.deadline)}")
    if element.continues_on:
        yield f"continues on {' and '.join(element.continues_on)}"
    yield from ["daemon"] * element.is_daemon
    if element.phase:
        yield describe_phase(element)


def _describe_start(element: Node | Group) -> Iterator[str]:
    """Yield the conditions under which an element starts, and its loop."""
    if element.loop is not None:
        yield describe_loop(element.loop)
    if element.when:
        yield f"when {read_tags(element.when)}"
    if element.depends:
        yield f"depends on {element.depends}"
    yield from ["not needed by the target"] * element.is_excluded


def describe_loop(loop: Loop) -> str:
    """Return a loop, with the number of items and the limit if they are known."""
    count = "" if loop.count is None else f"{loop.count} items: "
    limit = f", at most {loop.limit} at once" if loop.limit else ""
    head = f"for each of {count}"
    return f"{head}{_cut(read_tags(loop.over), LONGEST_LINE - len(head) - len(limit))}{limit}"


def describe_retry(retry: Retry) -> str:
    """Return the retries of an element, such as `retries: 3 (OnError)`."""
    return f"retries{':' * bool(retry.limit)} {describe_attempts(retry)}"


def describe_attempts(retry: Retry) -> str:
    """Return the limit, the policy and the condition of retries, such as `3 (OnError)`."""
    parts = [read_tags(retry.limit) if retry.limit else "without a limit"]
    parts += [f"({retry.policy})"] * bool(retry.policy)
    parts += [f"if {read_tags(retry.expression)}"] * bool(retry.expression)
    return " ".join(parts)


def describe_phase(element: Node | Group) -> str:
    """Return the phase of an element in a run, with the number of executions if there are several, and the duration."""
    details = ", ".join(list_execution_details(element))
    return f"{element.phase} ({details})" if details else element.phase


def list_execution_details(element: Node | Group) -> Iterator[str]:
    """Yield the number of executions if there are several, and the duration if they ended."""
    count = len(element.executions)
    yield from [f"{count} executions"] * (count > 1)
    yield from filter(None, [describe_duration(element)])


def describe_edge(edge: Edge) -> list[str]:
    """Return the lines of an edge: its condition, and the values that pass."""
    if edge.kind is EdgeKind.HANDLER:
        return ["at the end", *_describe_condition(edge)]
    if edge.kind is EdgeKind.RECURSION:
        return ["recursion"]
    return [*_describe_condition(edge), *describe_flows(edge)]


def _describe_condition(edge: Edge) -> Iterator[str]:
    if edge.condition and edge.kind is EdgeKind.NEEDS:
        yield shorten(f"on {edge.condition}")
    elif edge.condition:
        yield shorten(f"if {read_tags(edge.condition)}")


def describe_flows(edge: Edge) -> list[str]:
    """Return the values that pass along an edge; of many, the first ones."""
    prefix = "artifact " if edge.kind is EdgeKind.ARTIFACT else ""
    lines = [shorten(f"{prefix}{_describe_flow(flow)}") for flow in edge.flows]
    if len(lines) <= _MOST_FLOWS:
        return lines
    return [*lines[: _MOST_FLOWS - 1], f"… {len(lines) - _MOST_FLOWS + 1} more"]


def _describe_flow(flow: Flow) -> str:
    output = flow.output or "fields"
    return output if output == flow.target else f"{output} → {flow.target}"


def read_tags(text: str) -> str:
    """Return a string with tags in a short form: `{{steps.plan.outputs.parameters.chunks}}` is `plan.chunks`.

    So is `'{{steps.plan.outputs.parameters.chunks}}'` with the quotes around it.
    """
    text = _QUOTED_TAG.sub(r"\2", text)
    return _TAG.sub(lambda found: _read_tag(found[1] if found[1] is not None else found[2]), text)


def _read_tag(body: str) -> str:
    short = _PREFIX.sub(lambda found: f"{found[1]}." if found[1] else "", _COMMENT.sub(" ", body))
    return short.replace("workflow.parameters.", "").strip()


def shorten(text: str) -> str:
    """Return a string as one line without control characters, cut if it is long."""
    return _cut(_CONTROL.sub(" ", text).strip(), LONGEST_LINE)


def _cut(text: str, size: int) -> str:
    return text if len(text) <= max(size, 1) else f"{text[: max(size, 1) - 1].rstrip()}…"


def describe_empty(graph: Graph) -> str:
    """Return the sentence for a graph without elements."""
    return f"{graph.kind} '{graph.name}' has no templates"


def merge_edges(edges: Sequence[Edge]) -> list[tuple[Edge, list[str]]]:
    """Return edges with their lines; values pass along the edge of the order between the same elements, if it exists.

    All other edges remain, in the same order.
    """
    orders = {(edge.source, edge.target) for edge in edges if edge.kind in _ORDERS}
    passed: dict[tuple[str, str], list[str]] = {}
    for edge in edges:
        if edge.kind in _VALUES and (edge.source, edge.target) in orders:
            passed.setdefault((edge.source, edge.target), []).extend(describe_flows(edge))
    merged = []
    for edge in edges:
        pair = (edge.source, edge.target)
        if edge.kind not in _VALUES:
            own = passed.pop(pair, []) if edge.kind in _ORDERS else []
            merged.append((edge, [*describe_edge(edge), *own]))
        elif pair not in orders:
            merged.append((edge, describe_edge(edge)))
    return merged


_ORDERS = frozenset((EdgeKind.ORDER, EdgeKind.NEEDS, EdgeKind.CONTAINER, EdgeKind.HANDLER, EdgeKind.HOOK))
_VALUES = frozenset((EdgeKind.DATA, EdgeKind.ARTIFACT))
