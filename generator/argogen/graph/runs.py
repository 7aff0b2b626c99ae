"""Add the record of a run to a graph: the phases, times and messages of its elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from argogen.graph.build import BuiltGraph
from argogen.graph.details import read_parameters
from argogen.graph.model import Execution, Graph, Group, GroupKind, Node, NodeKind, Role, Value
from argogen.records import EMPTY, TupleRecord

# The parts of a node's path: `[0]` of a group, `.onExit`, `.hooks.NAME`, `.NAME`, and an item `(0:item)` or an attempt
# `(0)`.
_PART = re.compile(r"\[(\d+)\]|\.(onExit)(?![\w-])|\.hooks\.([^.\[(]+)|\.([^.\[(]+)|\(\d+:[^()]*\)|\(\d+\)")
_ITEM = re.compile(r"\(\d+:[^()]*\)(\(\d+\))?$")
_ATTEMPT = re.compile(r"\(\d+\)$")
_GROUPS = frozenset(("StepGroup", "TaskGroup", "Retry"))
_ORDER = ("Error", "Failed", "Running", "Pending", "Succeeded", "Skipped", "Omitted")
_RANKS = {phase: number for number, phase in enumerate(_ORDER)}


class NodeStatus(TupleRecord):
    """The status of a node in a run; `path` is its name without that of the workflow."""

    path: str
    type: str
    phase: str
    started_at: str = ""
    finished_at: str = ""
    message: str = ""

    @property
    def is_attempt(self) -> bool:
        """Whether the node is an attempt of another one."""
        return _ATTEMPT.search(self.path) is not None


def find_name(workflow: Mapping[str, Any]) -> str:
    """Return the name of a workflow, "" if it has no valid metadata."""
    metadata = workflow.get("metadata")
    return str(metadata.get("name") or "") if isinstance(metadata, Mapping) else ""


def read_nodes(workflow: Mapping[str, Any]) -> Iterator[NodeStatus]:
    """Yield the nodes of a workflow with its status, as Argo stores it."""
    name = find_name(workflow)
    nodes = (workflow.get("status") or EMPTY).get("nodes") or EMPTY
    for node in nodes.values() if isinstance(nodes, Mapping) else ():
        fields = (str(node.get(key) or "") for key in ("type", "phase", "startedAt", "finishedAt", "message"))
        if str(node.get("name") or "").startswith(name):
            yield NodeStatus(str(node["name"]).removeprefix(name), *fields)


def add_run(built: BuiltGraph, workflow: Mapping[str, Any]) -> Graph | None:
    """Return a graph with the phases and parameters of a workflow; None if it is a run of another workflow.

    That is one with steps, none of which is in the graph.
    """
    found = _locate_nodes(built, workflow)
    if not _is_same(built.graph, found):
        return None
    status = workflow.get("status") or EMPTY
    elements = [_add_nodes(element, found.get(element.id, ())) for element in built.graph.elements]
    return built.graph._replace(
        elements=tuple(elements),
        parameters=_update_parameters(built.graph.parameters, workflow),
        phase=str(status.get("phase") or ""),
        message=str(status.get("message") or ""),
        started_at=str(status.get("startedAt") or ""),
        finished_at=str(status.get("finishedAt") or ""),
    )


def _is_same(graph: Graph, found: Mapping[str, Sequence[NodeStatus]]) -> bool:
    """Return whether nodes belong to a graph: one of them has a name of it, or all of them are in its only element.

    Nodes of entry templates, parallel steps and exit handlers have no names of their own, so that they do not count.
    The key "" has the nodes that are not in the graph.
    """
    if not graph.groups and not _is_leaf(graph):
        return True  # the steps are not shown
    named = (element.id for element in graph.elements if element.group and not _is_unnamed(element))
    return "" not in found or any(name in found for name in named)


def _is_leaf(graph: Graph) -> bool:
    hidden = (NodeKind.STEPS, NodeKind.DAG, NodeKind.TEMPLATE_REF)
    return all(node.kind not in hidden for node in graph.nodes)


def _is_unnamed(element: Node | Group) -> bool:
    return element.role is Role.HANDLER or (isinstance(element, Group) and element.kind is GroupKind.PARALLEL)


def _update_parameters(parameters: Sequence[Value], workflow: Mapping[str, Any]) -> Sequence[Value]:
    """Return the parameters of a graph with the values in a run, and those that only the run has."""
    spec = workflow.get("spec") or EMPTY
    given = {value.name: value for value in read_parameters(spec.get("arguments"))}
    known = [given.pop(value.name, value) for value in parameters]
    return (*known, *given.values())


def _locate_nodes(built: BuiltGraph, workflow: Mapping[str, Any]) -> Mapping[str, Sequence[NodeStatus]]:
    """Return the nodes of a workflow in the order of their starts, by the ids of elements, "" for those without one."""
    locator = Locator(built)
    found: dict[str, list[NodeStatus]] = {}
    for node in sorted(read_nodes(workflow), key=lambda node: (node.started_at, node.path)):
        found.setdefault(locator.locate(node.path), []).append(node)
    return found


def _add_nodes(element: Node | Group, nodes: Sequence[NodeStatus]) -> Node | Group:
    if not nodes:
        return element
    executions = tuple(
        Execution(node.path.lstrip("."), node.phase, node.started_at, node.finished_at, node.message)
        for node in _select_executions(nodes, is_loop=element.loop is not None)
    )
    return element._replace(phase=_find_phase(nodes), executions=executions)


def _select_executions(nodes: Sequence[NodeStatus], *, is_loop: bool) -> list[NodeStatus]:
    """Return the nodes that executed something; nodes of loops and retries only contain others."""
    executed = [node for node in nodes if node.type not in _GROUPS]
    if is_loop:  # without the node of a template around the loop
        executed = [node for node in executed if _ITEM.search(node.path)] or executed
    return executed or [node for node in nodes if node.type == "StepGroup"]


def _find_phase(nodes: Sequence[NodeStatus]) -> str:
    """Return the phase of the loop, or the worst phase of the nodes, without attempts that were repeated."""
    loops = [node.phase for node in nodes if node.type == "TaskGroup"]
    return _find_worst(loops or [node.phase for node in nodes if not node.is_attempt] or [nodes[-1].phase])


def _find_worst(phases: Iterable[str]) -> str:
    return min(phases, key=lambda phase: _RANKS.get(phase, len(_ORDER)))


class Locator:
    """Finds the elements of the nodes of a run."""

    def __init__(self, built: BuiltGraph) -> None:
        self._graph, self._aliases = built.graph, built.aliases
        roots = [element for element in built.graph.elements if not element.group]
        self._root = roots[0].id if roots else ""

    def locate(self, path: str) -> str:
        """Return the id of the element of a node, "" if the graph does not show it."""
        elements = self._graph.by_id
        current = self._root
        group = ""
        for found in _PART.finditer(path):
            number, on_exit, hook, name = found.groups()
            if number is not None:
                group = f"{self._enter(current)}/[{number}]"
                continue
            group = ""
            if on_exit or hook:
                current = self._join(current, "on_exit" if on_exit else f"hooks.{hook}")
            elif name:
                current = f"{self._enter(current)}/{name}"
            current = self._aliases.get(current, current)
            if current not in elements:
                return ""
        if not group:
            return current if current in elements else ""
        return group if group in elements else ""

    def _enter(self, element: str) -> str:
        """Return the group whose members a call executes: that of its template for a recursion."""
        found = self._graph.by_id.get(element)
        return found.refers_to if isinstance(found, Node) and found.kind is NodeKind.RECURSION else element

    def _join(self, owner: str, handler: str) -> str:
        return handler if owner == self._root else f"{owner}/{handler}"
