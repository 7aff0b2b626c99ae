"""Graphs as steps and tasks, to any depth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.dialects.reports import Reports
from argogen.dialects.runnable.flow import Flow, Way, list_set, reads
from argogen.dialects.runnable.graph import FAIL, SUCCESS, Graph, Node
from argogen.dialects.runnable.names import write_name
from argogen.dialects.runnable.overrides import Overrides
from argogen.dialects.runnable.tasks import STUB, write_fail, write_task
from argogen.dialects.runnable.values import (
    Choice,
    Constant,
    Reference,
    Scope,
    Value,
    enter,
    write_choice,
    write_collected,
    write_reference,
)
from argogen.nearest import find_nearest
from argogen.source.scalars import write_value
from argogen.source.translation import Part

_EACH = "each"


class Body(NamedTuple):
    """What a graph becomes: `steps` or `tasks`, and the values that its nodes have set when it has succeeded."""

    key: str
    value: Any
    set: Mapping[str, Value]

    def write(self, names: Iterable[str]) -> dict[str, Any]:
        """The body, with outputs for some of the values that its nodes have set."""
        outputs = {name: _write_output(self.set[name]) for name in names if name in self.set}
        return {self.key: self.value, **({"outputs": outputs} if outputs else {})}


def _write_output(value: Value) -> Any:
    return {"expression": write_choice(value)} if isinstance(value, Choice) else write_reference(value)


class Writer(NamedTuple):
    """Writes graphs; `overrides` are the settings that nodes choose."""

    overrides: Overrides
    reports: Reports

    def write_graph(self, graph: Graph, scope: Scope, *, is_read: bool) -> Body:
        """The body for a graph; `scope` are the parameters before it, `is_read` says that others read what it sets."""
        flow = Flow(graph)
        steps = {node: self._write_node(node, flow, scope, is_read=is_read) for node in graph.steps}
        if flow.is_chain:
            return Body("steps", list(self._chain(flow, steps)), flow.values_at_end(scope))
        return Body("tasks", self._tasks(flow, steps), flow.values_at_end(scope))

    def _chain(self, flow: Flow, steps: Mapping[Node, Any]) -> Iterator[Any]:
        for node, step in steps.items():
            yield Part(node.origin, {"name": node.slug, **step})
        for node, _ in flow.ends(FAIL):
            if flow.ways[node.name]:
                yield Part(node.origin, {"name": node.slug, **write_fail(node)})

    def _tasks(self, flow: Flow, steps: Mapping[Node, Any]) -> dict[str, Any]:
        tasks = {
            node.slug: Part(node.origin, {**_write_needs(flow.ways[node.name]), **step}) for node, step in steps.items()
        }
        return {**tasks, **_write_ends(flow)}

    def _write_node(self, node: Node, flow: Flow, scope: Scope, *, is_read: bool) -> dict[str, Any]:
        values = flow.values_at(node.name, scope)
        is_read = is_read or flow.is_read_after(node)
        if node.kind == "task":
            return {**write_task(node, values, self.reports), **self.overrides.of_task(node)}
        if node.kind == "stub":
            return STUB
        if node.kind == "map":
            return self._write_map(node, values, is_read=is_read)
        own = self.overrides.of_group(node)
        if node.kind == "parallel":
            return {**self._write_parallel(node, values, is_read=is_read), **own}
        return {**self._write_nested(node.branches[""], values, is_read=is_read), **own}

    def _write_nested(self, graph: Graph, values: Scope, *, is_read: bool) -> dict[str, Any]:
        given, inside = enter(values, _list_names(graph), Flow(graph).unsettled())
        body = self.write_graph(graph, inside, is_read=is_read)
        return {**_write_with(given, [graph]), **body.write(list_set(graph) if is_read else [])}

    def _write_parallel(self, node: Node, values: Scope, *, is_read: bool) -> dict[str, Any]:
        slugs = self._name_branches(node)
        given, inside = enter(values, [*slugs.values()], [])
        branches = [
            Part(graph.origin, {"name": slugs[name], **self._write_nested(graph, inside, is_read=is_read)})
            for name, graph in node.branches.items()
        ]
        outputs = self._join_branches(node, slugs) if is_read else {}
        own = {"outputs": outputs} if outputs else {}
        return {**_write_with(given, list(node.branches.values())), "steps": [branches], **own}

    def _name_branches(self, node: Node) -> dict[str, str]:
        """The name of the step for each branch of a parallel node."""
        slugs: dict[str, str] = {}
        for name, graph in node.branches.items():
            slug = write_name(name)
            if slug in slugs.values():
                message = f"another branch would be called '{slug}' in Argo, too"
                self.reports.error(graph.origin, "duplicate-name", message, "rename one of them", key=True)
            slugs[name] = slug
        return slugs

    def _join_branches(self, node: Node, slugs: Mapping[str, str]) -> dict[str, str]:
        """The values that branches have set; runnable keeps that of the branch that ends last."""
        outputs: dict[str, str] = {}
        for name, graph in node.branches.items():
            for each in list_set(graph):
                if each in outputs:
                    message = f"several branches set '{each}': the value of '{name}' counts, as the last one"
                    self.reports.warning(node.origin, "set-twice", message, "give them different names", key=True)
                outputs[each] = f"{{{{{slugs[name]}.{each}}}}}"
        return outputs

    def _write_map(self, node: Node, values: Scope, *, is_read: bool) -> dict[str, Any]:
        graph = node.branches[""]
        results = list_set(graph) if is_read else []
        names = [*_list_names(graph), *([_EACH] if results else [])]
        given, inside = enter(values, names, Flow(graph).unsettled())
        alias = _choose_alias(node.data["iterate_as"], names)
        loop = {"items": self._find_items(node, inside if results else values), "as": alias}
        scope = {**inside, node.data["iterate_as"]: Reference(alias)}
        body = self.write_graph(graph, scope, is_read=bool(results)).write(results)
        limit = self.overrides.of_group(node)
        if not results:
            return {"for_each": {**loop, **limit}, **_write_with(given, [graph]), **body}
        # A loop over no items is skipped, and what is skipped gives nothing: the step around it gives the empty list.
        collected = {name: {"expression": write_collected(_EACH, name)} for name in results}
        each = {"name": _EACH, "for_each": loop, **body}
        return {**limit, **_write_with(given, [graph]), "steps": [each], "outputs": collected}

    def _find_items(self, node: Node, values: Scope) -> Any:
        """What a map loops over: each item so that it is read with its type."""
        name = node.data["iterate_on"]
        origin = node.origin.at("iterate_on")
        value = values.get(name)
        if value is None:
            message = f"there is no parameter '{name}' here to iterate on"
            near = find_nearest(name, tuple(values))
            hint = f"did you mean '{near}'?" if near else "add it to the returns of a step before, or to the parameters"
            self.reports.error(origin, "unknown-parameter", message, hint)
            return []
        if not isinstance(value, Constant):
            return Part(origin, write_reference(value))
        if not isinstance(value.value, list):
            message = f"'{name}' is no list to iterate on"
            self.reports.error(origin, "wrong-kind", message, "a map runs its branch for each item of a list")
            return []
        return Part(origin, [write_value(item) for item in value.value])


def _choose_alias(wanted: str, taken: list[str]) -> str:
    """The name of a loop's value; a step of the same name inside would hide it."""
    return f"{wanted}-item" if wanted in taken else wanted


def _write_with(given: dict[str, Any], graphs: list[Graph]) -> dict[str, Any]:
    """What a node that holds others is called with, if any of those uses it."""
    is_used = any(reads(node) for graph in graphs for node in graph.steps)
    return {"with": given} if given and is_used else {}


def _list_names(graph: Graph) -> list[str]:
    """The names of all the steps inside a graph, at any depth."""
    branches = [write_name(name) for node in graph.steps for name in node.branches if name]
    inner = [name for node in graph.steps for each in node.branches.values() for name in _list_names(each)]
    return [*(node.slug for node in graph.steps), *branches, *inner]


def _write_needs(ways: list[Way]) -> dict[str, str]:
    """When a task's turn comes: after any of what leads to it."""
    return {"needs": " || ".join(_write_way(way) for way in ways)} if ways else {}


def _write_way(way: Way) -> str:
    slug = way.source.slug
    return f"{slug}.Failed || {slug}.Errored" if way.after_failure else f"{slug}.Succeeded"


def _write_ends(flow: Flow) -> dict[str, Any]:
    """The ends of a graph in which a failure is not always the end.

    Argo calls a DAG failed if any last task of it has failed, or was left out after one that has. So where there are
    several ways to end well, or one to end badly, they all lead to one task.
    """
    fails = {node.slug: (node, ways) for node, ways in flow.ends(FAIL) if ways}
    wins = [way for _, ways in flow.ends(SUCCESS) for way in ways]
    ends = {slug: Part(node.origin, {**_write_needs(ways), **write_fail(node)}) for slug, (node, ways) in fails.items()}
    if wins and (fails or len(wins) > 1 or wins[0].after_failure):
        node = flow.ends(SUCCESS)[0][0]
        needs = " || ".join(_write_way(way) for way in wins)
        all_of = " && ".join([f"({needs})", *(f"{slug}.Omitted" for slug in fails)]) if fails else needs
        ends[node.slug] = Part(node.origin, {"needs": all_of, **STUB})
    return ends
