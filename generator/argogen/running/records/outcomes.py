"""The outcomes of steps, with which a run is resumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.records import Record
from argogen.runner.execution import ContainerOutcome, Job, Outcome

_SUCCEEDED = "Succeeded"
_ATTEMPT = re.compile(r"\([0-9]+\)$")
_HANDLERS = re.compile(r"\.onExit(?![\w-])|\.hooks\.")


class StepOutcome(Record):
    """The outcome of a step that has succeeded, and its inputs."""

    path: str
    inputs: Mapping[str, str]
    outcome: Outcome


def write_outcome(job: Job, outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON data."""
    return {
        "path": job.path, "inputs": dict(job.inputs), "phase": outcome.phase, "message": outcome.message,
        "exitCode": outcome.exit_code, "parameters": dict(outcome.parameters), "result": outcome.result,
        "artifacts": {name: dict(location or {}) for name, location in outcome.artifacts.items()},
        "containers": {name: [each.phase, each.message] for name, each in outcome.containers.items()},
    }  # fmt: skip


def read_outcome(data: Mapping[str, Any]) -> StepOutcome:
    """Return an outcome from JSON data."""
    containers = {name: ContainerOutcome(*each) for name, each in (data.get("containers") or {}).items()}
    outcome = Outcome(
        str(data.get("phase")), str(data.get("message") or ""), data.get("exitCode"), data.get("parameters") or {},
        data.get("result"), data.get("artifacts") or {}, containers,
    )  # fmt: skip
    return StepOutcome(str(data.get("path")), data.get("inputs") or {}, outcome)


class Reuse:
    """The outcomes of an earlier run by path: steps that have succeeded are not run again.

    The last successful attempt of a step counts for its first one. Handlers run again.
    """

    def __init__(self, outcomes: Iterable[StepOutcome]) -> None:
        self._known: dict[str, StepOutcome] = {}
        for each in outcomes:
            if each.outcome.phase == _SUCCEEDED and not _HANDLERS.search(each.path):
                self._known[_strip(each.path)] = each
        self.used: set[str] = set()

    def __len__(self) -> int:
        return len(self._known)

    def find(self, job: Job) -> Outcome | None:
        """Return the outcome of a job that need not run again, None for the others."""
        known = self._known.get(_strip(job.path))
        if known is None or dict(known.inputs) != dict(job.inputs) or job.template.get("daemon"):
            return None
        self.used.add(job.path)
        return known.outcome


def _strip(path: str) -> str:
    """Return a path without the number of the attempt."""
    return _ATTEMPT.sub("", path)


def read_nodes(workflow: Mapping[str, Any]) -> Iterator[StepOutcome]:
    """Yield the outcomes of the pods and other leaves of a workflow as Argo records it."""
    name = str((workflow.get("metadata") or {}).get("name") or "")
    for node in ((workflow.get("status") or {}).get("nodes") or {}).values():
        if node.get("type") not in ("Pod", "HTTP", "Plugin", "Suspend"):
            continue
        outputs = node.get("outputs") or {}
        artifacts = {each["name"]: {key: value for key, value in each.items() if key not in ("name", "path")}
                     for each in outputs.get("artifacts") or ()}  # fmt: skip
        outcome = Outcome(
            str(node.get("phase")), str(node.get("message") or ""), outputs.get("exitCode"),
            _read_parameters(outputs), outputs.get("result"), artifacts,
        )  # fmt: skip
        yield StepOutcome(str(node.get("name")).removeprefix(name), _read_parameters(node.get("inputs") or {}), outcome)


def _read_parameters(ports: Mapping[str, Any]) -> dict[str, str]:
    return {each["name"]: str(each["value"]) for each in ports.get("parameters") or () if "value" in each}
