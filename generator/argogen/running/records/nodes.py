"""The nodes of a workflow as Argo records it: their outcomes, and which of them do not count when it is resumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from argogen.runner.execution import SECOND, Outcome
from argogen.runner.nodes.store import make_node_id
from argogen.running.records.outcomes import StepOutcome

_LEAVES = ("Pod", "HTTP", "Plugin", "Suspend")
_FAILED = ("Failed", "Error")
_HANDLER = re.compile(r"\.onExit(?![\w-])|\.hooks\.")
_ATTEMPT = re.compile(r"\([0-9]+\)")
Nodes = Mapping[str, Mapping[str, Any]]


def read_nodes(workflow: Mapping[str, Any]) -> Iterator[StepOutcome]:
    """Yield the outcomes of the pods and other leaves of a workflow that have ended."""
    name = str((workflow.get("metadata") or {}).get("name") or "")
    for node in ((workflow.get("status") or {}).get("nodes") or {}).values():
        if node.get("type") in _LEAVES and node.get("phase") in (*_FAILED, "Succeeded"):
            outputs = node.get("outputs") or {}
            artifacts = {each["name"]: {key: value for key, value in each.items() if key not in ("name", "path")}
                         for each in outputs.get("artifacts") or ()}  # fmt: skip
            outcome = Outcome(
                str(node["phase"]), str(node.get("message") or ""), outputs.get("exitCode"),
                read_parameters(outputs), outputs.get("result"), artifacts,
                started_at=read_time(node.get("startedAt")), finished_at=read_time(node.get("finishedAt")),
            )  # fmt: skip
            path = str(node.get("name")).removeprefix(name)
            yield StepOutcome(path, read_parameters(node.get("inputs") or {}), outcome)


def read_parameters(ports: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of the parameters of inputs or outputs by name."""
    return {each["name"]: str(each["value"]) for each in ports.get("parameters") or () if "value" in each}


def read_time(text: Any) -> int:
    """Return a time in the form of RFC 3339 in nanoseconds, 0 if it is not known."""
    try:
        return int(datetime.fromisoformat(str(text)).timestamp()) * SECOND
    except ValueError:
        return 0


def keep_lasting(outcomes: Iterable[StepOutcome], workflow: Mapping[str, Any]) -> Sequence[StepOutcome]:
    """Return the outcomes that count when a workflow that failed is resumed.

    What failed runs again, and so do the nodes that follow it, and the handlers of both and of the templates around
    them. Failed attempts of a step that succeeded in the end count.
    """
    name = str((workflow.get("metadata") or {}).get("name") or "")
    nodes: Nodes = (workflow.get("status") or {}).get("nodes") or {}
    again = _find_followers(_find_failed(nodes), nodes)
    owners = again | _find_boundaries(again, nodes)
    if (workflow.get("status") or {}).get("phase") in _FAILED:
        owners.add(name)
    return [each for each in outcomes if make_node_id(name, name + each.path) not in again
            and owners.isdisjoint(_list_owners(name, each.path))]  # fmt: skip


def _list_owners(workflow: str, path: str) -> Iterator[str]:
    """Yield the ids of the nodes whose handlers include a path."""
    return (make_node_id(workflow, workflow + path[: found.start()]) for found in _HANDLER.finditer(path))


def _find_failed(nodes: Nodes) -> set[str]:
    """Return the ids of the leaves that failed, apart from attempts of a step that succeeded in the end."""
    recovered = {child for node in nodes.values() if node.get("type") == "Retry" and node.get("phase") == "Succeeded"
                 for child in _list_attempts(node, nodes)}  # fmt: skip
    return {
        key for key, node in nodes.items()
        if node.get("phase") in _FAILED and key not in recovered and node.get("type") in (*_LEAVES, "Skipped")
    }  # fmt: skip


def _list_attempts(retry: Mapping[str, Any], nodes: Nodes) -> Iterator[str]:
    name = str(retry.get("name"))
    for child in retry.get("children") or ():
        if _ATTEMPT.fullmatch(str(nodes.get(child, {}).get("name")).removeprefix(name)):
            yield child


def _find_followers(starts: Set[str], nodes: Nodes) -> set[str]:
    """Return the ids of nodes, and of all that were created after them because of them."""
    found, waiting = set(starts), list(starts)
    while waiting:
        for child in nodes[waiting.pop()].get("children") or ():
            if child in nodes and child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _find_boundaries(keys: Iterable[str], nodes: Nodes) -> set[str]:
    """Return the ids of the nodes of the templates around nodes, and of the steps whose attempts these are."""
    parents = {child: key for key, node in nodes.items() if node.get("type") == "Retry"
               for child in _list_attempts(node, nodes)}  # fmt: skip
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        for above in (parents.get(key, ""), str(nodes[key].get("boundaryID"))):
            if above in nodes and above not in found:
                found.add(above)
                waiting.append(above)
    return found
