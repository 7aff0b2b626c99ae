"""The edges through a graph: what leads to each node, and which nodes may have set a parameter before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

# The node that set a parameter last; None for what it was before the graph.
Definers = tuple["str | None", ...]


class GraphEdge(NamedTuple):
    """From a node to the next, when it has succeeded or when it has failed."""

    source: GraphNode
    after_failure: bool


@dataclass(frozen=True, eq=False)
class DataFlow:
    """The edges through one graph."""

    graph: Graph

    @cached_property
    def edges(self) -> Mapping[str, list[GraphEdge]]:
        """What leads to each node. A failure that leads to a fail node is what happens by itself."""
        edges: dict[str, list[GraphEdge]] = {name: [] for name in self.graph.nodes}
        for node in self.graph.steps:
            edges[node.after].append(GraphEdge(node, after_failure=False))
            if node.after_failure and self._kind(node.after_failure) != FAIL:
                edges[node.after_failure].append(GraphEdge(node, after_failure=True))
        return edges

    @property
    def is_chain(self) -> bool:
        """Whether one node comes after the other, and a failure ends it all."""
        return not any(edge.after_failure for edges in self.edges.values() for edge in edges)

    def ends(self, kind: str) -> list[tuple[GraphNode, list[GraphEdge]]]:
        """Return the ends of a kind, and the edges to each."""
        return [(node, self.edges[name]) for name, node in self.graph.nodes.items() if node.kind == kind]

    def _kind(self, name: str) -> str:
        return self.graph.nodes[name].kind if name in self.graph.nodes else FAIL

    @cached_property
    def _definers(self) -> Mapping[str, Mapping[str, Definers]]:
        """For each node, the parameters that may have been set before it, and the nodes that set them."""
        found: dict[str, dict[str, Definers]] = {}
        for name in self.graph.nodes:
            states = [self._leave(edge, found[edge.source.name]) for edge in self.edges[name]]
            found[name] = _join(states)
        return found

    @staticmethod
    def _leave(edge: GraphEdge, state: Mapping[str, Definers]) -> Mapping[str, Definers]:
        """Return the state after an edge: a node that has failed has set nothing."""
        if edge.after_failure:
            return state
        return {**state, **dict.fromkeys(list_returns(edge.source), (edge.source.name,))}

    def values_at(self, name: str, scope: ParameterScope) -> dict[str, ParameterValue]:
        """Return the parameters that can be seen at a node, `scope` being those before the graph."""
        set_before = self._definers[name]
        seen = {each: self._choose(each, set_before.get(each, (None,)), scope) for each in {**scope, **set_before}}
        return {each: value for each, value in seen.items() if value is not None}

    def values_at_end(self, scope: ParameterScope) -> dict[str, ParameterValue]:
        """Return the parameters that nodes of the graph have set when it has succeeded."""
        states = [
            self._leave(edge, self._definers[edge.source.name]) for _, edges in self.ends(SUCCESS) for edge in edges
        ]
        found = {name: self._choose(name, definers, scope) for name, definers in _join(states).items()}
        return {name: value for name, value in found.items() if value is not None}

    def unsettled(self) -> list[str]:
        """Parameters that some edges through the graph set and others leave as they were."""
        states = [
            self._leave(edge, self._definers[edge.source.name]) for _, edges in self.ends(SUCCESS) for edge in edges
        ]
        return [name for name, definers in _join(states).items() if None in definers]

    def _choose(self, name: str, definers: Definers, scope: ParameterScope) -> ParameterValue | None:
        order = {node: number for number, node in enumerate(self.graph.nodes)}
        latest_first = sorted((each for each in definers if each is not None), key=lambda each: -order[each])
        outputs = tuple(ValueReference(f"{self.graph.nodes[each].slug}.{name}") for each in latest_first)
        before = scope.get(name)
        if not outputs:
            return before
        if isinstance(before, StoredObject) or any(
            name in list_objects(self.graph.nodes[each]) for each in latest_first
        ):
            return StoredObject(outputs[0].text, is_clear=len(definers) == 1)
        if definers == (latest_first[0],):
            return outputs[0]
        assert not isinstance(before, FirstOutput)  # what is chosen around a graph is handed in to it
        return FirstOutput(outputs, before if None in definers else None)

    def is_read_after(self, node: GraphNode) -> bool:
        """Return whether a later node of the graph may use what this one sets."""
        later = self._after(node.name)
        return any(reads(each) for each in later)

    def _after(self, name: str) -> Iterator[GraphNode]:
        names = list(self.graph.nodes)
        return (self.graph.nodes[each] for each in names[names.index(name) + 1 :])


def _join(states: list[Mapping[str, Definers]]) -> dict[str, Definers]:
    """Return the definers of each parameter on any of some edges; None among them where an edge has none."""
    names = dict.fromkeys(name for state in states for name in state)
    return {name: tuple(dict.fromkeys(each for state in states for each in state.get(name, (None,)))) for name in names}
