"""The graph of a pipeline: its nodes, each with what comes after it when it has succeeded and when it has failed."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from argogen.diagnostics import InvalidInputError
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.names import write_name
from argogen.dialects.translation import SourceLocation
from argogen.language.validation import validate_fragment
from argogen.suggestions import suggest
from argogen.yaml import Document

ReadDocument = Callable[[str], Document]

SUCCESS, FAIL = "success", "fail"
_DEFINITIONS = {
    "task": "runnable_task",
    "stub": "runnable_stub",
    "map": "runnable_map",
    "parallel": "runnable_parallel",
    "dag": "runnable_nested",
    SUCCESS: "runnable_end",
    FAIL: "runnable_end",
}


@dataclass(frozen=True, eq=False)
class GraphNode:
    """A node: `branches` are the graphs inside it, by name; a map's and a dag's has the empty name.

    `after` and `after_failure` are the names of the nodes that follow; the empty name where none is given.
    """

    name: str
    kind: str
    origin: SourceLocation
    data: Mapping[str, Any]
    after: str = ""
    after_failure: str = ""
    branches: Mapping[str, Graph] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The name that it has in the pipeline."""
        return write_name(self.name)

    @property
    def is_end(self) -> bool:
        """Whether a branch ends here."""
        return self.kind in (SUCCESS, FAIL)


class Graph(NamedTuple):
    """The nodes that can be reached, each after all that can come before it; ends are among them."""

    origin: SourceLocation
    nodes: Mapping[str, GraphNode]

    @property
    def steps(self) -> list[GraphNode]:
        """The nodes that are no ends."""
        return [node for node in self.nodes.values() if not node.is_end]


class GraphReader(NamedTuple):
    """Reads graphs to any depth; `read_document` gives the file that a dag node names, `enclosing` are those around."""

    collector: TranslationCollector
    read_document: ReadDocument
    enclosing: tuple[str, ...] = ()

    def read(self, origin: SourceLocation, data: Mapping[str, Any]) -> Graph:
        """Return the graph of a dag; an empty one, with a report, where it cannot be walked through."""
        nodes = {name: self._read_node(origin.at("steps", name), name, each) for name, each in data["steps"].items()}
        start = data["start_at"]
        if start not in nodes:
            message = f"there is no node '{start}' to start at"
            self.collector.error(origin.at("start_at"), "unknown-step", message, _suggest(start, nodes))
            return Graph(origin, {})
        known = {name: node for name, node in nodes.items() if node is not None}
        if len(known) < len(nodes) or not self._check_edges(known):
            return Graph(origin, {})
        order = self._order(known[start], known)
        if order:
            self._check_names(order)
            self._report_unreached(known, order)
        return Graph(origin, order)

    def _read_node(self, origin: SourceLocation, name: str, data: Mapping[str, Any]) -> GraphNode | None:
        kind = data.get("type") if isinstance(data, dict) else None
        faults = validate_fragment(origin.document, origin.path, _DEFINITIONS.get(str(kind), "runnable_node"))
        if faults:
            self.collector.add(*faults)
            return None
        after = data.get("next") or self._terminate(data)
        return GraphNode(
            name, data["type"], origin, data, after, data.get("on_failure") or "", dict(self._branches(origin, data))
        )

    def _terminate(self, data: Mapping[str, Any]) -> str:
        if data.get("terminate_with_success"):
            return SUCCESS
        return FAIL if data.get("terminate_with_failure") else ""

    def _branches(self, origin: SourceLocation, data: Mapping[str, Any]) -> Iterator[tuple[str, Graph]]:
        if data["type"] == "parallel":
            for name, branch in data["branches"].items():
                yield name, self.read(origin.at("branches", name), branch)
        elif "branch" in data:
            yield "", self.read(origin.at("branch"), data["branch"])
        elif "dag_definition" in data:
            yield "", self._read_file(origin.at("dag_definition"), data["dag_definition"])

    def _read_file(self, origin: SourceLocation, name: str) -> Graph:
        """Return the graph of another file."""
        if name in self.enclosing:
            message = f"'{name}' is run inside of itself"
            self.collector.error(origin, "recursive-dag", message, "runnable has no recursion")
            return Graph(origin, {})
        try:
            document = self.read_document(name)
        except InvalidInputError as error:
            for fault in error.diagnostics:
                self.collector.error(origin, fault.code, f"{fault.place}: {fault.message}", fault.hint)
            return Graph(origin, {})
        inner = self._replace(enclosing=(*self.enclosing, name))
        return inner.read(SourceLocation(document, ("dag",)), document.data["dag"])

    def _check_edges(self, nodes: Mapping[str, GraphNode]) -> bool:
        """Report nodes that lead to nowhere; whether there are none."""
        before = len(self.collector.diagnostics)
        for node in nodes.values():
            if not node.is_end and not node.after:
                message = f"it is not said what comes after '{node.name}'"
                self.collector.error(node.origin, "missing-key", message, "add next:", key=True)
            for key, target in (("next", node.after), ("on_failure", node.after_failure)):
                if target and target not in nodes and not (target in (SUCCESS, FAIL) and key not in node.data):
                    message = f"there is no node '{target}' here"
                    self.collector.error(node.origin.at(key), "unknown-step", message, _suggest(target, nodes))
        return len(self.collector.diagnostics) == before

    def _order(self, start: GraphNode, nodes: Mapping[str, GraphNode]) -> dict[str, GraphNode]:
        """Return the nodes that can be reached, each after all that can come before it; nothing if there is a cycle."""
        followers = _find_followers(start, nodes)
        try:
            graphlib.TopologicalSorter(followers).prepare()
        except graphlib.CycleError as error:
            self._report_cycle(_rotate(error.args[1][:0:-1], list(followers)), nodes)
            return {}
        return {name: nodes.get(name) or GraphNode(name, name, start.origin, {}) for name in _sort(start, followers)}

    def _report_cycle(self, cycle: list[str], nodes: Mapping[str, GraphNode]) -> None:
        message = f"these nodes go in a circle: {' → '.join([*cycle, cycle[0]])}"
        self.collector.error(nodes[cycle[-1]].origin, "cycle", message, "a run has to come to an end", key=True)

    def _check_names(self, nodes: Mapping[str, GraphNode]) -> None:
        """Report nodes of one graph that would have one name in Argo."""
        taken: dict[str, GraphNode] = {}
        for node in sorted(nodes.values(), key=lambda each: each.origin.place().line):
            other = taken.setdefault(node.slug, node)
            if other is not node and not (node.is_end and other.is_end):
                message = f"'{node.name}' and '{other.name}' would both be called '{node.slug}' in Argo"
                self.collector.error(node.origin, "duplicate-name", message, "rename one of them", key=True)

    def _report_unreached(self, nodes: Mapping[str, GraphNode], reached: Mapping[str, GraphNode]) -> None:
        for node in nodes.values():
            if node.name not in reached and not node.is_end:
                message = f"nothing leads to '{node.name}', so it is left out"
                self.collector.warning(node.origin, "unreachable-step", message, key=True)


def _find_followers(start: GraphNode, nodes: Mapping[str, GraphNode]) -> dict[str, list[str]]:
    """Return the followers of each node that can be reached, first the one after a failure; in depth-first order."""
    found: dict[str, list[str]] = {}
    pending = [start.name]  # not by calls: a graph may be long
    while pending:
        name = pending.pop()
        if name not in found:
            node = nodes.get(name)
            found[name] = [each for each in (node.after_failure, node.after) if each] if node is not None else []
            pending.extend(reversed(found[name]))
    return found


def _sort(start: GraphNode, followers: Mapping[str, list[str]]) -> list[str]:
    """Return the nodes of a graph without cycles, each after all that can come before it; failures come last."""
    done: dict[str, None] = {}
    trail = [start.name]
    while trail:
        following = next((name for name in followers[trail[-1]] if name not in done), None)
        if following is None:
            done[trail.pop()] = None
        else:
            trail.append(following)
    return list(reversed(done))


def _rotate(cycle: list[str], order: list[str]) -> list[str]:
    """Return a cycle from the node on that comes first in an order."""
    first = min(range(len(cycle)), key=lambda index: order.index(cycle[index]))
    return [*cycle[first:], *cycle[:first]]


def _suggest(name: str, nodes: Mapping[str, Any]) -> str:
    return suggest(name, nodes, f"known here: {', '.join(nodes)}")
