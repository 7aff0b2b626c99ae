"""Add the record of a run to a graph: the phases, times and messages of its elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from argogen.graph.build import BuiltGraph
from argogen.graph.details import read_parameters
from argogen.graph.locations import Locator
from argogen.graph.model import Execution, Graph, Group, Node, Value
from argogen.records import EMPTY, Record, TupleRecord

_FIELDS = ("type", "phase", "startedAt", "finishedAt", "message", "templateName")
_ITEM = re.compile(r"\(\d+:[^()]*\)(\(\d+\))?$")
_ATTEMPT = re.compile(r"\(\d+\)$")
_GROUPS = frozenset(("StepGroup", "TaskGroup", "Retry"))
_INNER = frozenset(("StepGroup", "Container"))
_STEP = re.compile(r"\[\d+\]|\.(?!onExit(?![\w-])|hooks\.)")
"""The beginning of the path of a step or task, but not of a handler of the workflow."""
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
    template: str = ""

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
        fields = (str(node.get(key) or "") for key in _FIELDS)
        if str(node.get("name") or "").startswith(name):
            yield NodeStatus(str(node["name"]).removeprefix(name), *fields)


class AddedRun(Record):
    """A graph with the phases of a run, and the number of nodes that executed something but are not in the graph."""

    graph: Graph
    missing: int = 0


def add_run(built: BuiltGraph, workflow: Mapping[str, Any]) -> AddedRun | None:
    """Return a graph with the phases and parameters of a workflow; None if it is not a run of this graph."""
    nodes = sorted(read_nodes(workflow), key=lambda node: (node.started_at, node.path))
    located = _locate_nodes(built, nodes)
    if not _is_run_of(built.graph, nodes, located):
        return None
    status = workflow.get("status") or EMPTY
    elements = [_add_nodes(element, located.found.get(element.id, ())) for element in built.graph.elements]
    graph = built.graph._replace(
        elements=tuple(elements),
        parameters=_update_parameters(built.graph.parameters, workflow),
        phase=str(status.get("phase") or ""),
        message=str(status.get("message") or ""),
        started_at=str(status.get("startedAt") or ""),
        finished_at=str(status.get("finishedAt") or ""),
    )
    return AddedRun(graph, located.missing)


def _update_parameters(parameters: Sequence[Value], workflow: Mapping[str, Any]) -> Sequence[Value]:
    """Return the parameters of a graph with the values in a run, and those that only the run has."""
    spec = workflow.get("spec") or EMPTY
    given = {value.name: value for value in read_parameters(spec.get("arguments"))}
    known = [given.pop(value.name, value) for value in parameters]
    return (*known, *given.values())


class _Located(Record):
    """The nodes of a run by the ids of elements, the number of those of steps, and of those that are not shown."""

    found: Mapping[str, Sequence[NodeStatus]]
    steps: int
    missing: int


def _locate_nodes(built: BuiltGraph, nodes: Sequence[NodeStatus]) -> _Located:
    locator = Locator(built.graph, built.aliases, next((node.template for node in nodes if not node.path), ""))
    found: dict[str, list[NodeStatus]] = {}
    steps = missing = 0
    for node in nodes:
        location = locator.trace(node.path)
        if location.element:
            found.setdefault(location.element, []).append(node)
        if _STEP.match(node.path) and node.type not in _INNER:
            steps += bool(location.element) or location.is_hidden
            missing += not location.element and not location.is_hidden
    return _Located(found, steps, missing)


def _is_run_of(graph: Graph, nodes: Sequence[NodeStatus], located: _Located) -> bool:
    """Return whether a step of a run is in the graph; one without steps must start with the same template."""
    if located.steps or located.missing:
        return located.steps > 0
    starts = {element.definition.rpartition("/")[2] for element in graph.elements if not element.group}
    return "" in starts or any(node.template in starts | {""} for node in nodes if not node.path)


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
