"""The outcomes of steps, with which a run is resumed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any

from argogen.records import Record
from argogen.runner.execution import ContainerOutcome, Job, Outcome

_TEXTS = ("path", "phase", "message")
_NAME = re.compile(r"\.([-a-zA-Z0-9_]+)(?:\([^()]*\))*\Z")
"""The name of the step at the end of a path, before the item of a loop and the number of an attempt."""


class InvalidOutcomeError(Exception):
    """An outcome that is not in the form in which it was written; the message is the reason."""


class StepOutcome(Record):
    """The outcome of a step, and its inputs."""

    path: str
    inputs: Mapping[str, str]
    outcome: Outcome


def write_outcome(known: StepOutcome) -> dict[str, Any]:
    """Return an outcome as JSON data."""
    outcome = known.outcome
    return {
        "path": known.path, "inputs": dict(known.inputs), "phase": outcome.phase, "message": outcome.message,
        "exitCode": outcome.exit_code, "parameters": dict(outcome.parameters), "result": outcome.result,
        "artifacts": {name: dict(location or {}) for name, location in outcome.artifacts.items()},
        "containers": {name: [each.phase, each.message] for name, each in outcome.containers.items()},
        "startedAt": outcome.started_at, "finishedAt": outcome.finished_at,
    }  # fmt: skip


def read_outcome(data: Mapping[str, Any]) -> StepOutcome:
    """Return an outcome from JSON data. Raises InvalidOutcomeError."""
    for key in _TEXTS:
        if not isinstance(data.get(key), str):
            raise InvalidOutcomeError(f"'{key}' is not a string")
    for key in ("exitCode", "result"):
        if not isinstance(data.get(key), str | None):
            raise InvalidOutcomeError(f"'{key}' is not a string")
    parts: dict[str, Mapping[str, Any]] = {key: _read_mapping(data, key, kind) for key, kind in _MAPPINGS.items()}
    times = [data.get(key, 0) for key in ("startedAt", "finishedAt")]
    if not all(type(time) is int and time >= 0 for time in times):
        raise InvalidOutcomeError("'startedAt' or 'finishedAt' is not a number of nanoseconds")
    outcome = Outcome(
        data["phase"], data["message"], data.get("exitCode"), parts["parameters"], data.get("result"),
        parts["artifacts"], {name: _read_container(each) for name, each in parts["containers"].items()},
        started_at=times[0], finished_at=times[1],
    )  # fmt: skip
    return StepOutcome(data["path"], parts["inputs"], outcome)


_MAPPINGS: Mapping[str, type] = {"inputs": str, "parameters": str, "artifacts": dict, "containers": list}


def _read_mapping(data: Mapping[str, Any], key: str, kind: type) -> Mapping[str, Any]:
    members = data.get(key, {})
    if not isinstance(members, dict) or not all(isinstance(each, kind) for each in members.values()):
        raise InvalidOutcomeError(f"'{key}' is not an object of values of the type {kind.__name__}")
    return members


def _read_container(data: list[Any]) -> ContainerOutcome:
    if len(data) != 2 or not all(isinstance(each, str) for each in data):
        raise InvalidOutcomeError("a member of 'containers' is not a phase and a message")
    return ContainerOutcome(*data)


class Reuse:
    """The outcomes of an earlier run, by the paths of their steps: steps with one of them are not run again.

    If templates have `changed`, steps of these and of inline templates run again, and so do steps with input artifacts,
    since what made those may have changed. With `compares_inputs`, steps run again whose inputs differ. Daemons always
    run again.
    """

    def __init__(
        self, outcomes: Iterable[StepOutcome] = (), changed: Set[str] = frozenset(), *, compares_inputs: bool = False
    ) -> None:
        self._known = {each.path: each for each in outcomes}
        self._changed, self._compares_inputs = changed, compares_inputs

    @property
    def outcomes(self) -> Collection[StepOutcome]:
        """The outcomes, in the order in which they were recorded."""
        return self._known.values()

    def list_succeeded(self) -> Set[str]:
        """Return the names of the steps that have succeeded, at least once if there are several with the name."""
        found = (_NAME.search(each.path) for each in self._known.values() if each.outcome.phase == "Succeeded")
        return frozenset(name[1] for name in found if name is not None)

    def find(self, job: Job) -> Outcome | None:
        """Return the outcome of a job that need not run again, None for the others."""
        known = self._known.get(job.path)
        if known is None or job.template.get("daemon") or (self._changed and self._may_have_changed(job)):
            return None
        if self._compares_inputs and dict(known.inputs) != dict(job.inputs):
            return None
        return known.outcome

    def _may_have_changed(self, job: Job) -> bool:
        has_artifacts = bool((job.template.get("inputs") or {}).get("artifacts"))
        return not job.template_name or job.template_name in self._changed or has_artifacts

    def restrict(self, changed: Set[str], *, compares_inputs: bool) -> Reuse:
        """Return the outcomes to reuse when templates have changed, by their names, or inputs may have changed."""
        return Reuse(self._known.values(), changed, compares_inputs=compares_inputs or bool(changed))
