"""What a reference means where it stands, found by a walk outwards.

From the scope where it is read the walk goes out level by level: the loop of the call on the way, the steps of the
level, its parameters; at last the pipeline's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.model.drafts import CallModel, Scope, TemplateModel, ValueSource
from argogen.language.resolve.argo_tags import check_argo_tag
from argogen.language.resolve.faults import UnresolvedReferenceError
from argogen.language.resolve.items import require_key
from argogen.language.resolve.step_values import find_artifact, output_parts
from argogen.language.resolve.strangers import refuse_minus, refuse_unknown, refuse_wrapped_loop
from argogen.language.resolve.tags import Reference
from argogen.language.resolve.walk import loop_seen, outwards
from argogen.language.vocabulary import OWN_ROOTS
from argogen.suggestions import list_known, suggest

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


def resolve(reference: Reference, scope: Scope, pipeline: Pipeline) -> ValueSource | None:
    """The source of a short reference in a scope; None if it is not one. Raises UnresolvedReferenceError."""
    root, *rest = reference.parts
    refuse_minus(reference)
    if root in VARIABLE_PREFIXES or reference.called:
        check_argo_tag(reference, scope, pipeline.parameters if pipeline.is_whole else None)
        return None
    if root in OWN_ROOTS:
        return _own_input(root, rest, reference, scope, pipeline.parameters) if rest else None
    fault: UnresolvedReferenceError | None = None
    for level, via in outwards(scope):
        loop = loop_seen(scope, via)
        if via is not None and loop is not None and root in ("item", loop.alias):
            require_key(loop, rest)
            _refuse_as_artifact(reference, scope, "the value of a loop")
            short = _NO_NAME.sub("-", "-".join(reference.parts))
            return ValueSource(via.at, ("item", *rest), short, f"{via.at.name}-{short}")
        if root in level.calls:
            try:
                return _output(level, level.calls[root], via, rest, reference, scope)
            except UnresolvedReferenceError as unresolved:
                fault = fault or unresolved
    if fault is not None:
        raise fault
    refuse_wrapped_loop(reference, scope)
    refuse_unknown(reference, scope)
    return None


def _own_input(
    root: str, rest: list[str], reference: Reference, scope: Scope, pipeline: tuple[str, ...]
) -> ValueSource:
    """What is given from outside: a parameter, or an artifact."""
    if root == "artifacts":
        return _artifact(rest, scope)
    _refuse_as_artifact(reference, scope, "a parameter")
    return _parameter(rest, scope, pipeline)


def _refuse_as_artifact(reference: Reference, scope: Scope, what: str) -> None:
    if scope.artifact and not reference.in_expression:
        raise UnresolvedReferenceError(
            "wrong-kind", f"'{reference.text}' is {what}, not an artifact", "name an artifact of a step"
        )


def _artifact(rest: list[str], scope: Scope) -> ValueSource:
    name = ".".join(rest)
    if not scope.artifact:
        message = f"an artifact has no value that could stand here: '{name}'"
        raise UnresolvedReferenceError(
            "wrong-kind", message, f"in the step that reads it, {{{{inputs.artifacts.{rest[0]}.path}}}}"
        )
    known: dict[str, None] = {}
    for level, _ in outwards(scope):
        if name in level.artifacts:
            return ValueSource(level, ("inputs", "artifacts", name), name, name, "artifacts")
        known.update(dict.fromkeys(level.artifacts))
    raise UnresolvedReferenceError(
        "unknown-artifact",
        f"there is no artifact '{name}' here",
        suggest(name, known, list_known(known), prefix="artifacts."),
    )


def _parameter(rest: list[str], scope: Scope, pipeline: tuple[str, ...]) -> ValueSource:
    name = ".".join(rest)
    known = dict.fromkeys(pipeline)
    for level, _ in outwards(scope):
        if name in level.inputs:
            return ValueSource(level, ("inputs", "parameters", name), name, name)
        known.update(dict.fromkeys(level.inputs))
    if name in pipeline:
        return ValueSource(None, ("workflow", "parameters", name), name, name)
    raise UnresolvedReferenceError(
        "unknown-parameter",
        f"there is no parameter '{name}' here",
        suggest(name, known, list_known(known), prefix="parameters."),
    )


def _output(
    level: TemplateModel, target: CallModel, via: CallModel | None, rest: list[str], reference: Reference, scope: Scope
) -> ValueSource:
    _require_order(level, target, via)
    parts = (
        find_artifact(target, rest, or_value=reference.in_expression) if scope.artifact else output_parts(target, rest)
    )
    if via is not None and via.of is target and parts[0] != "status" and parts[:2] not in _SAVED:
        message = f"a hook of '{target.name}' runs too early for its {rest[0]}"
        raise UnresolvedReferenceError(
            "wrong-kind", message, "a hook can use the status, and declared outputs with a path"
        )
    if via is not None and via.at is not target:
        via.at.edges.setdefault(target, f"{target.name}.{'.'.join(rest)}")
    kind = "artifacts" if parts[:2] == ("outputs", "artifacts") else "parameters"
    return ValueSource(level, (level.root, target.name, *parts), rest[-1], "-".join((target.name, rest[-1])), kind)


def _require_order(level: TemplateModel, target: CallModel, via: CallModel | None) -> None:
    if via is None:
        return
    if target is via.at:
        if via.of is not None and target.loop is not None:
            message = f"a hook of a loop cannot see what '{target.name}' gives: each of its runs has another name"
            raise UnresolvedReferenceError(
                "wrong-kind", message, "put both into steps of their own, and loop over those"
            )
        if via.of is None:
            message = f"'{target.name}' cannot use its own outputs"
            raise UnresolvedReferenceError("self-reference", message, "name an earlier step, or write a hook")
    elif level.body != "tasks" and target.group >= via.at.group:
        runs = "runs beside" if target.group == via.at.group else "runs after"
        message = f"'{target.name}' has not run yet: it {runs} '{via.at.name}'"
        raise UnresolvedReferenceError("not-yet-run", message, f"put '{target.name}' before it")
