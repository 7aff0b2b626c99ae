"""Compare the runs of a step with its expectation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from argogen.suggestions import list_known, suggest
from argogen.testing.comparison.values import is_equal, show
from argogen.testing.document.model import StepExpectation
from argogen.testing.simulation.running import StepRun
from argogen.testing.structure.step_paths import write_chain
from argogen.yaml.node_path import NodePath

Failure = tuple[str, NodePath, str]
"""A message, the path of the expectation, and a hint."""

_SHOWN = 3  # failures of one expectation, which may concern all iterations of a loop
# What skipped steps have, too.
_OF_ALL = ("phase", "message", "when")
_UNCAPTURED = "Argo keeps the result of a step only if another step uses it"


def compare_step(expected: StepExpectation, found: Sequence[StepRun]) -> Iterator[Failure]:
    """Yield the expectations that the runs of a step do not meet."""
    ran = [step for step in found if step.has_run]
    if "count" in expected.values and len(ran) != expected.values["count"]:
        times = "once" if len(ran) == 1 else f"{len(ran)} times"
        message = f"step '{expected.step.text}' ran {times}, expected {expected.values['count']}"
        yield message, (*expected.path, "count"), ""
    for key, value in expected.values.items():
        if key == "count":
            continue
        steps = found if key in _OF_ALL else ran
        path = expected.path if expected.is_short else (*expected.path, key)
        if not steps:
            reason = "was not reached" if not found else f"did not run: {found[0].node.phase}"
            yield f"step '{expected.step.text}' {reason}", path, ""
        yield from _cut([failure for step in steps for failure in _COMPARE[key](step, value, path)])


def _cut(failures: Sequence[Failure]) -> Iterator[Failure]:
    """Yield the first failures of an expectation; the last one names the number of others."""
    yield from failures[: _SHOWN - 1]
    for message, path, hint in failures[_SHOWN - 1 : _SHOWN]:
        rest = len(failures) - _SHOWN
        yield (f"{message}; {rest:,} more like it" if rest else message), path, hint


def _compare_phase(step: StepRun, expected: str, path: NodePath) -> Iterator[Failure]:
    node = step.node
    if node.phase != expected:
        reason = f": {node.message}" if node.message else ""
        yield f"step '{_name(step)}' is {node.phase}, expected {expected}{reason}", path, ""


def _compare_message(step: StepRun, expected: str, path: NodePath) -> Iterator[Failure]:
    if expected not in step.node.message:
        message = f"the message of '{_name(step)}' is {show(step.node.message)}, expected {show(expected)} in it"
        yield message, path, ""


def _compare_when(step: StepRun, expected: Any, path: NodePath) -> Iterator[Failure]:
    if not is_equal(expected, step.node.when):
        yield f"the condition of '{_name(step)}' is {show(step.node.when)}, expected {show(expected)}", path, ""


def _compare_inputs(step: StepRun, expected: Mapping[str, Any], path: NodePath) -> Iterator[Failure]:
    yield from _compare_values("input", step, step.node.inputs, expected, path)


def _compare_outputs(step: StepRun, expected: Mapping[str, Any], path: NodePath) -> Iterator[Failure]:
    yield from _compare_values("output", step, step.node.outputs, expected, path)


def _compare_env(step: StepRun, expected: Mapping[str, Any], path: NodePath) -> Iterator[Failure]:
    template: Mapping[str, Any] = step.job.template if step.job is not None else {}
    container = template.get("container") or template.get("script") or {}
    variables = {entry["name"]: entry.get("value") for entry in container.get("env") or ()}
    yield from _compare_values("environment variable", step, variables, expected, path)


def _compare_values(
    kind: str, step: StepRun, actual: Mapping[str, str | None], expected: Mapping[str, Any], path: NodePath
) -> Iterator[Failure]:
    for name, value in expected.items():
        if not is_equal(value, actual.get(name)):
            hint = "" if name in actual else suggest(name, tuple(actual), list_known(actual))
            message = f"{kind} '{name}' of '{_name(step)}' is {show(actual.get(name))}, expected {show(value)}"
            yield message, (*path, name), hint


def _compare_result(step: StepRun, expected: Any, path: NodePath) -> Iterator[Failure]:
    actual = step.node.result
    if not is_equal(expected, actual):
        hint = _UNCAPTURED if actual is None else ""
        yield f"the result of '{_name(step)}' is {show(actual)}, expected {show(expected)}", path, hint


def _compare_exit_code(step: StepRun, expected: int, path: NodePath) -> Iterator[Failure]:
    if step.node.exit_code != str(expected):
        yield f"the exit code of '{_name(step)}' is {show(step.node.exit_code)}, expected {expected}", path, ""


def _compare_attempts(step: StepRun, expected: int, path: NodePath) -> Iterator[Failure]:
    actual = step.node.attempts if step.node.type == "Retry" else 1
    if actual != expected:
        yield f"step '{_name(step)}' had {actual} attempt{'s' * (actual != 1)}, expected {expected}", path, ""


def _name(step: StepRun) -> str:
    return write_chain(step.chain)


_COMPARE: Mapping[str, Callable[[StepRun, Any, NodePath], Iterator[Failure]]] = {
    "phase": _compare_phase, "message": _compare_message, "when": _compare_when, "inputs": _compare_inputs,
    "env": _compare_env, "outputs": _compare_outputs, "result": _compare_result, "exit_code": _compare_exit_code,
    "attempts": _compare_attempts,
}  # fmt: skip
