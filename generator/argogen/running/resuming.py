"""An earlier run, from which one continues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from argogen.records import EMPTY, Record
from argogen.running.comparison import Definition
from argogen.running.records.caches import Entry, is_entry
from argogen.running.records.directory import OUTCOMES, RecordError, RunDirectory
from argogen.running.records.nodes import keep_lasting
from argogen.running.records.outcomes import InvalidOutcomeError, StepOutcome, read_outcome, write_outcome
from argogen.running.records.shapes import read_workflow

_ENDED = ("Failed", "Error")


class Earlier(Record):
    """An earlier run: its definition, and the outcomes of its steps that count.

    `parameters` are the values that were set, `created_at` is the time at which its workflow was created, 0 if it is
    not known. `caches` are entries of caches that existed before it.
    """

    name: str
    namespace: str
    path: str
    entrypoint: str
    definition: Definition
    parameters: Mapping[str, str] = EMPTY
    created_at: int = 0
    outcomes: Sequence[StepOutcome] = ()
    caches: Sequence[Entry] = ()


def read_earlier(directory: RunDirectory) -> Earlier:
    """Return the run that a directory records. Raises RecordError.

    If the run has ended, what failed does not count; if its process was killed, everything that was recorded does.
    """
    texts, mappings = ("name", "namespace", "path", "entrypoint", "configuration"), ("spec", "references")
    data = directory.read_description({**dict.fromkeys(texts, str), **dict.fromkeys(mappings, dict)})
    head, outcomes = _read_private(directory)
    workflow = read_workflow(directory)
    status = workflow.get("status") or {}
    if status.get("phase") in _ENDED:
        outcomes = keep_lasting(outcomes, workflow)
    definition = Definition(data["spec"], data["references"], data["configuration"])
    return Earlier(
        data["name"], data["namespace"], data["path"], data["entrypoint"], definition, head["parameters"],
        head["createdAt"], outcomes, head["caches"],
    )  # fmt: skip


def write_private(
    directory: RunDirectory, parameters: Mapping[str, str], created_at: int, outcomes: Iterable[StepOutcome],
    caches: Iterable[Entry],
) -> None:  # fmt: skip
    """Write the file with values of Secrets, to which later outcomes are appended. Raises RecordError."""
    head = {"parameters": dict(parameters), "createdAt": created_at, "caches": [dict(entry) for entry in caches]}
    directory.write_lines(OUTCOMES, [head, *map(write_outcome, outcomes)])


def _read_private(directory: RunDirectory) -> tuple[Mapping[str, Any], Sequence[StepOutcome]]:
    """Return the head of the file, and the outcomes: of several of a step, the last."""
    place = f"'{directory.path / OUTCOMES}'"
    rows = directory.read_lines(OUTCOMES)
    number, head = next(rows, (0, EMPTY))
    parameters, caches = head.get("parameters"), head.get("caches")
    if number != 1 or not isinstance(parameters, Mapping) or type(head.get("createdAt")) is not int:
        raise RecordError(f"{place} does not begin with the parameters of the run: start a new run")
    if not all(isinstance(value, str) for value in parameters.values()):
        raise RecordError(f"{place} has a parameter that is not a string: start a new run")
    if not isinstance(caches, list) or not all(map(is_entry, caches)):
        raise RecordError(f"{place} has an invalid entry of a cache: start a new run")
    outcomes: dict[str, StepOutcome] = {}
    for number, row in rows:
        try:
            outcome = read_outcome(row)
        except InvalidOutcomeError as error:
            hint = "remove the line to run its step again, or start a new run"
            raise RecordError(f"line {number} of {place} is not the outcome of a step: {error}; {hint}") from None
        outcomes.pop(outcome.path, None)
        outcomes[outcome.path] = outcome
    return head, list(outcomes.values())


def describe_definition(definition: Definition) -> dict[str, Any]:
    """Return what a run executes as JSON data."""
    return {
        "spec": definition.spec, "references": {kind: dict(each) for kind, each in definition.references.items()},
        "configuration": definition.configuration,
    }  # fmt: skip
