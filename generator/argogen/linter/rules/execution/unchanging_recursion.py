"""Check for recursion whose condition has the same value each time, so that it never ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.expressions.when.parse import parse
from argogen.context import Call, Template
from argogen.linter.model.cycles import list_components
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import calls_of, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_Input = tuple[str, str]
"""The names of a template and of one of its inputs."""
# Variables of the workflow that get other values, and functions with another result each time.
_CHANGING = frozenset({"status", "duration", "outputs", "failures"})
_RANDOM = re.compile(r"\b(?:now|rand\w*|uuidv4|date\w*|ago|unixEpoch|shuffle|gen\w+)\s*\(")


class _Edge(NamedTuple):
    """A call of a template by another one on a cycle of calls."""

    caller: Template
    call: Call
    called: Template


def find_unchanging_recursion(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report recursive calls whose condition does not depend on anything that changes."""
    if not any(site.call.when for site in subject.callers):
        return
    edges = _list_recursive(subject)
    if not any(edge.call.when for edge in edges):
        return
    constant = _find_constant_inputs(edges)
    unchanging = [it for it in edges if it.call.when and (_is_unchanging(it, constant) or _is_always_true(it, subject))]
    kept = [*unchanging, *(edge for edge in edges if not edge.call.when and not is_loop(edge.call))]
    groups = _number_groups(kept)
    for edge in unchanging:
        if groups[_name(edge.caller)] == groups[_name(edge.called)]:
            message = f"endless recursion: the condition of the recursive call of '{edge.called.name}' never changes"
            hint = "pass on another value each time, or use an output of a step in the condition"
            when = edge.call.when or ""
            yield RuleDiagnostic("unconditional-recursion", message, edge.call.origin, hint, "when", when)


def _name(template: Template) -> str:
    return template.name or ""


def _list_recursive(subject: Subject) -> Sequence[_Edge]:
    """Return the calls between templates that call each other, or themselves."""
    edges = [
        _Edge(template, site.call, called)
        for template in subject.templates.values()
        for site in calls_of(template)
        if (called := subject.called(site.call)) is not None and called.name in subject.templates
    ]
    groups = _number_groups(edges)
    return [edge for edge in edges if groups[_name(edge.caller)] == groups[_name(edge.called)]]


def _number_groups(edges: Sequence[_Edge]) -> Mapping[str, int]:
    """Return the number of the cycle of each template; a template on no cycle has a separate number."""
    graph: dict[str, list[str]] = {}
    for edge in edges:
        graph.setdefault(_name(edge.caller), []).append(_name(edge.called))
        graph.setdefault(_name(edge.called), [])
    return {name: number for number, group in enumerate(list_components(graph)) for name in group}


def _find_constant_inputs(edges: Sequence[_Edge]) -> frozenset[_Input]:
    """Return the inputs that have the same value in each round."""
    constant = {(_name(it.called), each.name) for it in edges for each in it.called.inputs}
    readers: dict[_Input, list[_Input]] = {}
    changed: list[_Input] = []
    for edge in edges:
        given = {argument.name: argument.value or "" for argument in edge.call.arguments}
        for name, value in given.items():
            target = (_name(edge.called), name)
            uses = _uses_in(value, edge)
            if any(not _may_be_constant(use) for use in uses) or not _passes_on(value, name, edge, uses):
                changed.append(target)
            for use in uses:
                readers.setdefault((_name(edge.caller), use.parts[-1]), []).append(target)
    while changed:
        each = changed.pop()
        if each in constant:
            constant.discard(each)
            changed += readers.get(each, ())
    return frozenset(constant)


def _uses_in(value: str, edge: _Edge) -> Sequence[VariableUse]:
    return uses_in(TaggedText(value, TextRole.CALL, edge.call.origin, "arguments", edge.caller, edge.call))


def _may_be_constant(use: VariableUse) -> bool:
    if use.parts[0] == "workflow":
        return use.parts[1:2] != () and use.parts[1] not in _CHANGING
    return use.parts[:2] == ("inputs", "parameters") and len(use.parts) == 3


def _passes_on(value: str, name: str, edge: _Edge, uses: Sequence[VariableUse]) -> bool:
    """Return whether an argument does not add anything to an input in each round."""
    inputs = [use for use in uses if use.parts[0] == "inputs"]
    if _RANDOM.search(value):
        return False
    if not inputs:
        return True
    is_whole = len(uses) == 1 and not uses[0].in_expression and value.strip() == f"{{{{{'.'.join(uses[0].parts)}}}}}"
    return is_whole and (edge.caller is not edge.called or inputs[0].parts[-1] == name)


def _is_always_true(edge: _Edge, subject: Subject) -> bool:
    """Return whether a condition only compares results that are always the same, and holds."""
    when = edge.call.when or ""
    for use in _uses_in(when, edge):
        tag = f"{{{{{'.'.join(use.parts)}}}}}"
        known = (
            subject.derive(PassedValues).find(".".join(use.parts), edge.caller)
            if use.parts[0] in ("steps", "tasks")
            else ()
        )
        when = when.replace(tag, known[0].value) if known and tag in when else when
    try:
        return "{{" not in when and evaluate_condition(parse(when)) is True
    except ExpressionSyntaxError:
        return False


def _is_unchanging(edge: _Edge, constant: frozenset[_Input]) -> bool:
    """Return whether a condition has variables, and all of them are constant."""
    if is_loop(edge.call) or "." in (edge.call.depends or "") or _RANDOM.search(edge.call.when or ""):
        return False
    uses = _uses_in(edge.call.when or "", edge)
    return bool(uses) and all(
        _may_be_constant(use) and (use.parts[0] == "workflow" or (_name(edge.caller), use.parts[-1]) in constant)
        for use in uses
    )
