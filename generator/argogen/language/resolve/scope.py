"""What a reference means where it stands, found by a walk outwards.

From the spot where it is read the walk goes out level by level: the loop of the call on the way, the steps of the
level, its parameters; at last the pipeline's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.model.drafts import Call, Draft, Source, Spot
from argogen.language.resolve.argo_tags import check_argo_tag
from argogen.language.resolve.faults import Unresolved
from argogen.language.resolve.items import require_key
from argogen.language.resolve.step_values import find_artifact, output_parts
from argogen.language.resolve.strangers import refuse_minus, refuse_unknown, refuse_wrapped_loop
from argogen.language.resolve.suggestions import suggest
from argogen.language.resolve.tags import Reference
from argogen.language.resolve.walk import loop_seen, outwards
from argogen.language.vocabulary import OWN_ROOTS

_NO_NAME = re.compile(r"[^-\w]+", re.ASCII)
# What a step gives before its hooks run.
_SAVED = (("outputs", "parameters"), ("outputs", "artifacts"))


class Pipeline(NamedTuple):
    """The names of a pipeline's parameters; `is_whole` when no other workflow can bring more of them.

    `foreign_tags` says that all of it is written in Argo's own tags.
    """

    parameters: tuple[str, ...]
    is_whole: bool
    foreign_tags: bool = False


def resolve(reference: Reference, spot: Spot, pipeline: Pipeline) -> Source | None:
    """The source of a short reference that is read at a spot; None if it is not one. Raises Unresolved."""
    root, *rest = reference.parts
    refuse_minus(reference)
    if root in VARIABLE_PREFIXES or reference.called:
        check_argo_tag(reference, spot, pipeline.parameters if pipeline.is_whole else None)
        return None
    if root in OWN_ROOTS:
        return _own_input(root, rest, reference, spot, pipeline.parameters) if rest else None
    fault: Unresolved | None = None
    for level, via in outwards(spot):
        loop = loop_seen(spot, via)
        if via is not None and loop is not None and root in ("item", loop.alias):
            require_key(loop, rest)
            _refuse_as_artifact(reference, spot, "the value of a loop")
            short = _NO_NAME.sub("-", "-".join(reference.parts))
            return Source(via.at, ("item", *rest), short, f"{via.at.name}-{short}")
        if root in level.calls:
            try:
                return _output(level, level.calls[root], via, rest, reference, spot)
            except Unresolved as unresolved:
                fault = fault or unresolved
    if fault is not None:
        raise fault
    refuse_wrapped_loop(reference, spot)
    refuse_unknown(reference, spot)
    return None


def _own_input(root: str, rest: list[str], reference: Reference, spot: Spot, pipeline: tuple[str, ...]) -> Source:
    """What is given from outside: a parameter, or an artifact."""
    if root == "artifacts":
        return _artifact(rest, spot)
    _refuse_as_artifact(reference, spot, "a parameter")
    return _parameter(rest, spot, pipeline)


def _refuse_as_artifact(reference: Reference, spot: Spot, what: str) -> None:
    if spot.artifact and not reference.in_expression:
        raise Unresolved("wrong-kind", f"'{reference.text}' is {what}, not an artifact", "name an artifact of a step")


def _artifact(rest: list[str], spot: Spot) -> Source:
    name = ".".join(rest)
    if not spot.artifact:
        message = f"an artifact has no value that could stand here: '{name}'"
        raise Unresolved("wrong-kind", message, f"in the step that reads it, {{{{inputs.artifacts.{rest[0]}.path}}}}")
    known: dict[str, None] = {}
    for level, _ in outwards(spot):
        if name in level.artifacts:
            return Source(level, ("inputs", "artifacts", name), name, name, "artifacts")
        known.update(dict.fromkeys(level.artifacts))
    raise Unresolved("unknown-artifact", f"there is no artifact '{name}' here", suggest(name, known, "artifacts."))


def _parameter(rest: list[str], spot: Spot, pipeline: tuple[str, ...]) -> Source:
    name = ".".join(rest)
    known = dict.fromkeys(pipeline)
    for level, _ in outwards(spot):
        if name in level.inputs:
            return Source(level, ("inputs", "parameters", name), name, name)
        known.update(dict.fromkeys(level.inputs))
    if name in pipeline:
        return Source(None, ("workflow", "parameters", name), name, name)
    raise Unresolved("unknown-parameter", f"there is no parameter '{name}' here", suggest(name, known, "parameters."))


def _output(level: Draft, target: Call, via: Call | None, rest: list[str], reference: Reference, spot: Spot) -> Source:
    _require_order(level, target, via)
    parts = (
        find_artifact(target, rest, or_value=reference.in_expression) if spot.artifact else output_parts(target, rest)
    )
    if via is not None and via.of is target and parts[0] != "status" and parts[:2] not in _SAVED:
        message = f"a hook of '{target.name}' runs too early for its {rest[0]}"
        raise Unresolved("wrong-kind", message, "a hook can use the status, and declared outputs with a path")
    if via is not None and via.at is not target:
        via.at.edges.setdefault(target, f"{target.name}.{'.'.join(rest)}")
    kind = "artifacts" if parts[:2] == ("outputs", "artifacts") else "parameters"
    return Source(level, (level.root, target.name, *parts), rest[-1], "-".join((target.name, rest[-1])), kind)


def _require_order(level: Draft, target: Call, via: Call | None) -> None:
    if via is None:
        return
    if target is via.at:
        if via.of is not None and target.loop is not None:
            message = f"a hook of a loop cannot see what '{target.name}' gives: each of its runs has another name"
            raise Unresolved("wrong-kind", message, "put both into steps of their own, and loop over those")
        if via.of is None:
            message = f"'{target.name}' cannot use its own outputs"
            raise Unresolved("self-reference", message, "name an earlier step, or write a hook")
    elif level.body != "tasks" and target.group >= via.at.group:
        runs = "runs beside" if target.group == via.at.group else "runs after"
        message = f"'{target.name}' has not run yet: it {runs} '{via.at.name}'"
        raise Unresolved("not-yet-run", message, f"put '{target.name}' before it")
