"""Data flow of a graph: the edges to each node, and the nodes that may have set its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from argogen.dialects.runnable.data.returns import list_objects, list_returns, reads
from argogen.dialects.runnable.data.value_sources import (
    FirstOutput,
    ParameterScope,
    ParameterValue,
    StoredObject,
    ValueReference,
)
from argogen.dialects.runnable.graph.graph import FAIL, SUCCESS, Graph, GraphNode
from argogen.records import Record

# The nodes that may have set a parameter last; None stands for the value before the graph.
Definers = tuple["str | None", ...]


class GraphEdge(NamedTuple):
    """An edge from a node to a following one, on success or after a failure."""

    source: GraphNode
    after_failure: bool


class DataFlow(Record):
    """The edges of a graph, and the parameters along them."""

    graph: Graph

    @cached_property
    def edges(self) -> Mapping[str, list[GraphEdge]]:
        """The edges to each node. A failure that leads to a fail node needs no edge."""
        edges: dict[str, list[GraphEdge]] = {name: [] for name in self.graph.nodes}
        for node in self.graph.steps:
            edges[node.after].append(GraphEdge(node, after_failure=False))
            if node.after_failure and self._kind(node.after_failure) != FAIL:
                edges[node.after_failure].append(GraphEdge(node, after_failure=True))
        return edges

    @property
    def is_chain(self) -> bool:
        """Whether the graph is a sequence of nodes that stops at the first failure."""
        return not any(edge.after_failure for edges in self.edges.values() for edge in edges)

    def ends(self, kind: str) -> list[tuple[GraphNode, list[GraphEdge]]]:
        """Return the end nodes of a kind, and the edges to each."""
        return [(node, self.edges[name]) for name, node in self.graph.nodes.items() if node.kind == kind]

    def _kind(self, name: str) -> str:
        return self.graph.nodes[name].kind if name in self.graph.nodes else FAIL

    @cached_property
    def _definers(self) -> Mapping[str, Mapping[str, Definers]]:
        """The parameters that may have been set before each node, and the nodes that may have set them."""
        found: dict[str, dict[str, Definers]] = {}
        for name in self.graph.nodes:
            states = [self._leave(edge, found[edge.source.name]) for edge in self.edges[name]]
            found[name] = _join(states)
        return found

    @staticmethod
    def _leave(edge: GraphEdge, state: Mapping[str, Definers]) -> Mapping[str, Definers]:
        """Return the state after an edge: a failed node sets no parameters."""
        if edge.after_failure:
            return state
        return {**state, **dict.fromkeys(list_returns(edge.source), (edge.source.name,))}

    def values_at(self, name: str, scope: ParameterScope) -> dict[str, ParameterValue]:
        """Return the parameters in scope at a node; `scope` are those before the graph."""
        set_before = self._definers[name]
        seen = {each: self._choose(each, set_before.get(each, (None,)), scope) for each in {**scope, **set_before}}
        return {each: value for each, value in seen.items() if value is not None}

    def values_at_end(self, scope: ParameterScope) -> dict[str, ParameterValue]:
        """Return the parameters set by nodes of the graph on success."""
        states = [
            self._leave(edge, self._definers[edge.source.name]) for _, edges in self.ends(SUCCESS) for edge in edges
        ]
        found = {name: self._choose(name, definers, scope) for name, definers in _join(states).items()}
        return {name: value for name, value in found.items() if value is not None}

    def unsettled(self) -> list[str]:
        """Return the parameters that are set on some paths through the graph but not on others."""
        states = [
            self._leave(edge, self._definers[edge.source.name]) for _, edges in self.ends(SUCCESS) for edge in edges
        ]
        return [name for name, definers in _join(states).items() if None in definers]

    def _choose(self, name: str, definers: Definers, scope: ParameterScope) -> ParameterValue | None:
        latest_first = sorted((each for each in definers if each is not None), key=lambda each: -self._order[each])
        outputs = tuple(ValueReference(f"{self.graph.nodes[each].slug}.{name}") for each in latest_first)
        before = scope.get(name)
        if not outputs:
            return before
        if isinstance(before, StoredObject) or any(name in self._objects[each] for each in latest_first):
            return StoredObject(outputs[0].text, is_clear=len(definers) == 1)
        if definers == (latest_first[0],):
            return outputs[0]
        assert not isinstance(before, FirstOutput)  # such a value is passed to the graph as an argument
        return FirstOutput(outputs, before if None in definers else None)

    def is_read_after(self, node: GraphNode) -> bool:
        """Return whether a later node of the graph may use parameters set by this node."""
        return self._order[node.name] < self._last_reader

    @cached_property
    def _objects(self) -> Mapping[str, frozenset[str]]:
        """The objects that each node may set."""
        return {name: frozenset(list_objects(node)) for name, node in self.graph.nodes.items()}

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.graph.nodes)}

    @cached_property
    def _last_reader(self) -> int:
        """The index of the last node that uses parameters; -1 if no node does."""
        nodes = reversed(list(enumerate(self.graph.nodes.values())))
        return next((number for number, node in nodes if reads(node)), -1)


def _join(states: list[Mapping[str, Definers]]) -> dict[str, Definers]:
    """Merge the definers of each parameter at several edges; an edge without a definer adds None."""
    names = dict.fromkeys(name for state in states for name in state)
    return {name: tuple(dict.fromkeys(each for state in states for each in state.get(name, (None,)))) for name in names}
