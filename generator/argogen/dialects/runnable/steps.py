"""Convert nested graphs to steps and tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.bodies import GraphBody, write_arguments, write_outputs
from argogen.dialects.runnable.data.items import choose_alias, find_items
from argogen.dialects.runnable.data.reducers import REDUCE, write_reducer
from argogen.dialects.runnable.data.returns import list_objects_within, list_returns, list_set
from argogen.dialects.runnable.data.value_sources import (
    ParameterScope,
    ParameterValue,
    StoredObject,
    ValueReference,
    enter,
    join,
    write_collected,
)
from argogen.dialects.runnable.graph.branch_context import BranchContext, name_original
from argogen.dialects.runnable.graph.ends import write_ends
from argogen.dialects.runnable.graph.flow import DataFlow
from argogen.dialects.runnable.graph.graph import FAIL, Graph, GraphNode
from argogen.dialects.runnable.graph.needs import write_needs
from argogen.dialects.runnable.names import write_name
from argogen.dialects.runnable.settings.overrides import Overrides
from argogen.dialects.runnable.tasks import STUB, write_fail, write_task
from argogen.dialects.translation import LocatedValue

_EACH, _ALL = "each", "all"


class GraphWriter(NamedTuple):
    """Converts graphs; `overrides` are the settings of nodes, `branch` is the location of the graph."""

    overrides: Overrides
    collector: TranslationCollector
    branch: BranchContext = BranchContext()

    def write_graph(self, graph: Graph, scope: ParameterScope, *, is_read: bool) -> GraphBody:
        """Return the body of a graph; `scope` are the parameters before it, `is_read`: later nodes use its values."""
        flow = DataFlow(graph)
        steps = {node: self._write_node(node, flow, scope, is_read=is_read) for node in graph.steps}
        if flow.is_chain:
            return GraphBody("steps", list(self._chain(flow, steps)), flow.values_at_end(scope))
        return GraphBody("tasks", self._tasks(flow, steps), flow.values_at_end(scope))

    def _chain(self, flow: DataFlow, steps: Mapping[GraphNode, Any]) -> Iterator[Any]:
        for node, step in steps.items():
            yield LocatedValue(node.origin, {"name": node.slug, **step})
        for node, _ in flow.ends(FAIL):
            if flow.edges[node.name]:
                yield LocatedValue(node.origin, {"name": node.slug, **write_fail(node), **self.branch.describe(node)})

    def _tasks(self, flow: DataFlow, steps: Mapping[GraphNode, Any]) -> dict[str, Any]:
        tasks = {
            node.slug: LocatedValue(node.origin, {**write_needs(flow.edges[node.name]), **step})
            for node, step in steps.items()
        }
        return {**tasks, **write_ends(flow, self.branch)}

    def _write_node(self, node: GraphNode, flow: DataFlow, scope: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        values = flow.values_at(node.name, scope)
        is_read = is_read or flow.is_read_after(node)
        if node.kind == "map":
            return join(name_original(node), self._write_map(node, values, is_read=is_read))
        step = self._write_kind(node, values, is_read=is_read)
        return join(name_original(node), self.branch.describe(node), step)

    def _write_kind(self, node: GraphNode, values: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        if node.kind == "task":
            step = write_task(node, values, self.overrides.configuration, self.collector)
            return join(step, self.overrides.of_task(node))
        if node.kind == "stub":
            return STUB
        inside = self._write_parallel if node.kind == "parallel" else self._write_dag
        return {**inside(node, values, is_read=is_read), **self.overrides.of_group(node)}

    def _write_dag(self, node: GraphNode, values: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        inner = self._replace(branch=self.branch.enter(node, ""))
        return inner._write_nested(node.branches[""], values, is_read=is_read)

    def _write_nested(self, graph: Graph, values: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        given, inside = enter(values, _list_names(graph), DataFlow(graph).unsettled())
        body = self.write_graph(graph, inside, is_read=is_read)
        return join(write_arguments(given, [graph]), body.write(list_set(graph) if is_read else []))

    def _write_parallel(self, node: GraphNode, values: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        slugs = self._name_branches(node)
        given, inside = enter(values, [*slugs.values()], [])
        branches = [
            LocatedValue(graph.origin, {"name": slugs[name], **self._write_branch(node, name, inside, is_read=is_read)})
            for name, graph in node.branches.items()
        ]
        outputs = write_outputs(self._join_branches(node, slugs) if is_read else {})
        return join(write_arguments(given, list(node.branches.values())), {"steps": [branches]}, outputs)

    def _write_branch(self, node: GraphNode, name: str, values: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        inner = self._replace(branch=self.branch.enter(node, name))
        graph = node.branches[name]
        return join({"custom": inner.branch.describe_graph(graph)}, inner._write_nested(graph, values, is_read=is_read))

    def _name_branches(self, node: GraphNode) -> dict[str, str]:
        """Return the name of the step for each branch of a parallel node."""
        slugs: dict[str, str] = {}
        taken: set[str] = set()
        for name, graph in node.branches.items():
            slug = write_name(name)
            if slug in taken:
                message = f"several branches have the same name in Argo: '{slug}'"
                self.collector.error(graph.origin, "duplicate-name", message, "rename one of them", key=True)
            taken.add(slug)
            slugs[name] = slug
        return slugs

    def _join_branches(self, node: GraphNode, slugs: Mapping[str, str]) -> dict[str, ParameterValue]:
        """Return the values set by branches; of duplicates, that of the last branch."""
        outputs: dict[str, ParameterValue] = {}
        objects = frozenset(list_objects_within(node))
        for name, graph in node.branches.items():
            for each in list_set(graph):
                if each in outputs:
                    message = f"'{each}' is set by several branches: the value of the last branch '{name}' is used"
                    self.collector.warning(
                        node.origin, "conflicting-settings", message, "use different names", key=True
                    )
                text = f"{slugs[name]}.{each}"
                outputs[each] = StoredObject(text) if each in objects else ValueReference(text)
        return outputs

    def _write_map(self, node: GraphNode, values: ParameterScope, *, is_read: bool) -> dict[str, Any]:
        graph = node.branches[""]
        results = list_returns(node) if is_read else []
        self._report_lost_objects(node, is_read=is_read)
        names = [*_list_names(graph), *([_EACH, _ALL, REDUCE] if results else [])]
        given, inside = enter(values, names, DataFlow(graph).unsettled())
        alias = choose_alias(node.data["iterate_as"], names)
        loop = {"items": find_items(node, inside if results else values, self.collector), "as": alias}
        inner = self._replace(branch=self.branch.enter(node, ""))
        scope = {**inside, node.data["iterate_as"]: ValueReference(alias)}
        limit = self.overrides.of_group(node)
        described = join(self.branch.describe(node), {"custom": {"runnable": limit}})
        body = join(described, inner.write_graph(graph, scope, is_read=bool(results)).write(results))
        if not results:
            return join({"for_each": {**loop, **limit}}, write_arguments(given, [graph]), body)
        each = {"name": _EACH, "for_each": loop, **body}
        around = self.branch.describe_around()
        return join(limit, around, write_arguments(given, [graph]), self._collect(node, each, results))

    def _collect(self, node: GraphNode, each: dict[str, Any], results: list[str]) -> dict[str, Any]:
        """Return a loop with its aggregated results.

        A loop without items is skipped and has no outputs: the enclosing step outputs an empty list.
        """
        collected = {name: {"expression": write_collected(_EACH, name)} for name in results}
        loop = {"steps": [each], "outputs": collected}
        if not node.data.get("reducer"):
            return loop
        # Argo resolves outputs of steps that may be skipped only after all of them are done: in a separate step.
        reduce = write_reducer(node, {name: f"{_ALL}.{name}" for name in results}, self.collector)
        outputs = {name: f"{{{{{reduce['name']}.{name}}}}}" for name in results}
        return {"steps": [{"name": _ALL, **self.branch.describe_around(), **loop}, reduce], "outputs": outputs}

    def _report_lost_objects(self, node: GraphNode, *, is_read: bool) -> None:
        for name in list_objects_within(node) if is_read else ():
            message = f"object '{name}' is not available after this map: Argo does not aggregate artifacts"
            self.collector.warning(
                node.origin, "object-not-aggregated", message, "return it with 'kind: json'", key=True
            )


def _list_names(graph: Graph) -> list[str]:
    """Return the names of all steps in a graph, including nested graphs."""
    branches = [write_name(name) for node in graph.steps for name in node.branches if name]
    inner = [name for node in graph.steps for each in node.branches.values() for name in _list_names(each)]
    return [*(node.slug for node in graph.steps), *branches, *inner]
