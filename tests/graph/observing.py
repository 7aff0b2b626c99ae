"""Observe which outputs the scheduler substitutes, by changing each of them in turn."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.runner.frames import calls
from argogen.runner.frames.calls import RequeueError
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.dags import tasks
from argogen.runner.frames.steps import steps
from argogen.runner.model.json_text import write
from argogen.runner.model.reading import Data
from argogen.runner.variables.processing import ProcessingError
from argogen.runner.variables.scope import Scope

_ERRORS = (RequeueError, ProcessingError, EvaluationError, GoPanicError)
_LOOPS = ("withItems", "withParam", "withSequence")


class Substitution(NamedTuple):
    """A use of an output: the node of the template around both, their names, the field, and its place.

    `target` is the name of an argument, `when` or `loop`, and "" if the change is an error.

    """

    holder: str
    source: str
    output: str
    consumer: str
    target: str


class Observed(NamedTuple):
    """What the scheduler resolved: the substitutions, and the variables in scope of each step or task."""

    substitutions: set[Substitution]
    available: dict[tuple[str, str], set[tuple[str, str]]]
    with_expressions: set[tuple[str, str]]


def observe(monkeypatch: pytest.MonkeyPatch) -> Observed:
    """Record the substitutions of all runs that follow."""
    observed = Observed(set(), {}, set())
    original = calls.resolve_call

    def resolve(controller: Controller, call: Data, scope: Scope, *, strict_artifacts: bool) -> Data:
        frame = sys._getframe(1).f_locals["self"]
        holder = (frame if hasattr(frame, "own_node") else frame._dag).own_node.name
        _examine(observed, holder, call, scope, controller, strict_artifacts)
        return original(controller, call, scope, strict_artifacts=strict_artifacts)

    monkeypatch.setattr(steps, "resolve_call", resolve)
    monkeypatch.setattr(tasks, "resolve_call", resolve)
    return observed


def _examine(
    observed: Observed, holder: str, call: Data, scope: Scope, controller: Controller, strict: bool
) -> None:  # fmt: skip
    key = (holder, call["name"])
    bare = {name: value for name, value in call.items() if name != "hooks"}
    text = write(bare)
    if "{{=" in text or "fromExpression" in text:
        observed.with_expressions.add(key)
    values = scope.select(text)
    # The condition decides whether the rest is resolved, so that both are resolved separately.
    parts = [{name: value for name, value in bare.items() if name != "when"}]
    parts += [{"name": call["name"], "when": call["when"]}] if call.get("when") else []
    for name, value in values.items():
        if not name.startswith(("steps.", "tasks.")):
            continue
        source, output = _split(name)
        observed.available.setdefault(key, set()).add((source, output))
        changed = _replace_value(values, name, _change(value))
        for part in parts:
            for target in _find_changes(part, Scope(values, _nothing, tuple), changed, controller, strict):
                observed.substitutions.add(Substitution(holder, source, output, call["name"], target))


def _nothing(_name: str) -> None:
    return None


def _replace_value(values: Mapping[str, Any], name: str, value: Any) -> Scope:
    return Scope({**values, name: value}, _nothing, tuple)


def _change(value: Any) -> Any:
    return f"{value}~" if isinstance(value, str) else {**copy.deepcopy(value), "changed": True}


def _split(name: str) -> tuple[str, str]:
    _, source, *fields = name.split(".")
    if fields[:1] == ["outputs"]:
        fields = fields[2:] if len(fields) > len(("outputs", "parameters")) else fields[1:]
    return source, ".".join(fields)


def _find_changes(
    part: Data, before: Scope, after: Scope, controller: Controller, strict: bool
) -> Iterator[str]:  # fmt: skip
    """Yield the fields of a step or task that differ between two scopes; "" if one of them cannot be resolved."""
    one, other = (_resolve(part, scope, controller, strict) for scope in (before, after))
    if one is None or other is None:
        if one is not other:
            yield ""
        return
    for name in one.keys() | other.keys():
        if one.get(name) == other.get(name):
            continue
        if name == "arguments":
            yield from _find_changed_arguments(one[name], other[name])
        else:
            yield "loop" if name in _LOOPS else name


def _resolve(part: Data, scope: Scope, controller: Controller, strict: bool) -> Data | None:
    try:
        return calls.resolve_call(controller, part, scope, strict_artifacts=strict)
    except _ERRORS:
        return None


def _find_changed_arguments(one: Data, other: Data) -> Iterator[str]:
    for kind in ("parameters", "artifacts"):
        before = {each["name"]: each for each in one.get(kind) or ()}
        after = {each["name"]: each for each in other.get(kind) or ()}
        yield from (name for name in before if before[name] != after.get(name))
