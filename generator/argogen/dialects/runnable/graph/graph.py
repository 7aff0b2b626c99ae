"""The graph of a pipeline: its nodes, each with its followers on success and after a failure."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.diagnostics import InvalidInputError
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.names import write_name
from argogen.dialects.translation import SourceLocation
from argogen.language.validation import validate_fragment
from argogen.records import EMPTY, Record
from argogen.suggestions import NameIndex, list_known, suggest
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


class GraphNode(Record):
    """A node: `branches` are the graphs inside it, by name; the branch of a map or dag has an empty name.

    `after` and `after_failure` are the names of following nodes, or empty.
    """

    name: str
    kind: str
    origin: SourceLocation
    data: Mapping[str, Any]
    after: str = ""
    after_failure: str = ""
    branches: Mapping[str, Graph] = EMPTY

    @property
    def slug(self) -> str:
        """The name of the step in the pipeline."""
        return write_name(self.name)

    @property
    def is_end(self) -> bool:
        """Whether a branch ends in this node."""
        return self.kind in (SUCCESS, FAIL)


class Graph(NamedTuple):
    """The reachable nodes, including end nodes, in topological order."""

    origin: SourceLocation
    nodes: Mapping[str, GraphNode]

    @property
    def steps(self) -> list[GraphNode]:
        """The nodes that are not end nodes."""
        return [node for node in self.nodes.values() if not node.is_end]


class GraphReader(NamedTuple):
    """Reads nested graphs; `read_document` reads the file of a dag node, `enclosing` are names of enclosing files."""

    collector: TranslationCollector
    read_document: ReadDocument
    enclosing: tuple[str, ...] = ()

    def read(self, origin: SourceLocation, data: Mapping[str, Any]) -> Graph:
        """Return the graph of a dag; an empty graph, with diagnostics, if its edges are invalid."""
        nodes = {name: self._read_node(origin.at("steps", name), name, each) for name, each in data["steps"].items()}
        start = data["start_at"]
        if start not in nodes:
            message = f"unknown node '{start}' in 'start_at'"
            self.collector.error(origin.at("start_at"), "unknown-node", message, _suggest(start, NameIndex(nodes)))
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
        errors = validate_fragment(origin.document, origin.path, _DEFINITIONS.get(str(kind), "runnable_node"))
        if errors:
            self.collector.add(*errors)
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
            message = f"recursive 'dag_definition': '{name}' includes itself"
            self.collector.error(origin, "recursive-dag", message, "remove the recursion: runnable does not support it")
            return Graph(origin, {})
        try:
            document = self.read_document(name)
        except InvalidInputError as error:
            for found in error.diagnostics:
                self.collector.error(origin, found.code, f"{found.place}: {found.message}", found.hint)
            return Graph(origin, {})
        inner = self._replace(enclosing=(*self.enclosing, name))
        return inner.read(SourceLocation(document, ("dag",)), document.data["dag"])

    def _check_edges(self, nodes: Mapping[str, GraphNode]) -> bool:
        """Report missing and unknown followers; return whether all are valid."""
        before = self.collector.count
        index = NameIndex(nodes)
        for node in nodes.values():
            if not node.is_end and not node.after:
                message = f"node '{node.name}' has no 'next'"
                self.collector.error(
                    node.origin, "missing-key", message, "add 'next' with the name of a node", key=True
                )
            for key, target in (("next", node.after), ("on_failure", node.after_failure)):
                if target and target not in nodes and not (target in (SUCCESS, FAIL) and key not in node.data):
                    message = f"unknown node '{target}'"
                    self.collector.error(node.origin.at(key), "unknown-node", message, _suggest(target, index))
        return self.collector.count == before

    def _order(self, start: GraphNode, nodes: Mapping[str, GraphNode]) -> dict[str, GraphNode]:
        """Return the reachable nodes in topological order; empty if there is a cycle."""
        followers = _find_followers(start, nodes)
        try:
            graphlib.TopologicalSorter(followers).prepare()
        except graphlib.CycleError as error:
            self._report_cycle(_rotate(error.args[1][:0:-1], list(followers)), nodes)
            return {}
        return {name: nodes.get(name) or GraphNode(name, name, start.origin, {}) for name in _sort(start, followers)}

    def _report_cycle(self, cycle: list[str], nodes: Mapping[str, GraphNode]) -> None:
        message = f"cycle of nodes: {' → '.join([*cycle, cycle[0]])}"
        self.collector.error(nodes[cycle[-1]].origin, "node-cycle", message, "remove one of these edges", key=True)

    def _check_names(self, nodes: Mapping[str, GraphNode]) -> None:
        """Report nodes of a graph whose names in Argo would be equal."""
        taken: dict[str, GraphNode] = {}
        for node in sorted(nodes.values(), key=lambda each: each.origin.place().line):
            other = taken.setdefault(node.slug, node)
            if other is not node and not (node.is_end and other.is_end):
                message = f"nodes '{node.name}' and '{other.name}' have the same name in Argo: '{node.slug}'"
                self.collector.error(node.origin, "duplicate-name", message, "rename one of them", key=True)

    def _report_unreached(self, nodes: Mapping[str, GraphNode], reached: Mapping[str, GraphNode]) -> None:
        for node in nodes.values():
            if node.name not in reached and not node.is_end:
                message = f"unreachable node '{node.name}' is omitted"
                self.collector.warning(node.origin, "unreachable-node", message, key=True)


def _find_followers(start: GraphNode, nodes: Mapping[str, GraphNode]) -> dict[str, list[str]]:
    """Return the followers of each reachable node in depth-first order; the follower after a failure comes first."""
    found: dict[str, list[str]] = {}
    pending = [start.name]  # no recursion: a graph may be long
    while pending:
        name = pending.pop()
        if name not in found:
            node = nodes.get(name)
            found[name] = [each for each in (node.after_failure, node.after) if each] if node is not None else []
            pending.extend(reversed(found[name]))
    return found


def _sort(start: GraphNode, followers: Mapping[str, list[str]]) -> list[str]:
    """Return the nodes of an acyclic graph in topological order; nodes after failures come last."""
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
    """Rotate a cycle to start at its first node in an order."""
    position = {name: number for number, name in enumerate(order)}
    first = min(range(len(cycle)), key=lambda index: position[cycle[index]])
    return [*cycle[first:], *cycle[:first]]


def _suggest(name: str, nodes: NameIndex) -> str:
    return suggest(name, nodes, list_known(nodes))
