"""Check comparisons of a status: a word that is not a phase of Argo is never equal to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.expressions.comparisons import Comparison, ProgramPattern, list_in_tree
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tags import mask_tags
from argogen.argo.expressions.tree import Expression, ExpressionSyntaxError
from argogen.argo.expressions.when.parse import parse as parse_when
from argogen.argo.phases import NODE_PHASES, WORKFLOW_PHASES, find_phase
from argogen.context import Template
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.expressions import list_expressions
from argogen.linter.model.flow.constants import find_whole_name
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

Phases = tuple[str, ...]

_NODE_STATUS = re.compile(r"(?:(?:steps|tasks)\.[^.]+|lastRetry)\.status")
_INPUT = "inputs.parameters."
# What surrounds the name of a tag or of an environment variable in a program.
_VARIABLE = re.compile(r"""^\{\{\s*|\s*\}\}$|^\$\{?|\}$|^os\.environ\[["']|["']\]$""")
_PROGRAM = ProgramPattern()
# An assignment of nothing but a tag, in a shell or in a language such as Python.
_ASSIGNMENT = re.compile(
    r"""^[ \t]*(?:(?:export|local|readonly)[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<quote>["']?)"""
    r"""(?P<tag>\{\{[^{}]*\}\})(?P=quote)[ \t]*;?[ \t]*(?:#.*)?$""",
    re.ASCII | re.MULTILINE,
)


def check_statuses(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report words that are not a phase in conditions, expressions and programs."""
    scope = _Scope(subject)
    yield from _check_conditions(subject, scope)
    yield from _check_metrics(subject)
    for located in list_expressions(subject):
        root = _parse(mask_tags(located.expression) if located.has_tags else located.expression)
        for found in list_in_tree(root, located.expression) if root is not None else ():
            moved = found._replace(start=located.start + found.start, end=located.start + found.end)
            for each in _report(moved, _find_phases(found.name), located.text):
                yield each._replace(origin=located.origin, field=located.field, below=located.below)
    yield from _check_programs(subject, scope)


def _check_conditions(subject: Subject, scope: _Scope) -> Iterator[RuleDiagnostic]:
    for caller in subject.callers:
        when = caller.call.when
        for found in _list_in_when(when):
            phases = scope.find(found.name, caller.template)
            for each in _report(found, phases, when or ""):
                yield each._replace(origin=caller.call.origin, field="when")


def _check_metrics(subject: Subject) -> Iterator[RuleDiagnostic]:
    for metric in subject.objects.get("Prometheus", ()):
        when = metric.value.get("when")
        for found in _list_in_when(when if isinstance(when, str) else None):
            phases = NODE_PHASES if found.name == "status" else _find_phases(found.name)
            for each in _report(found, phases, str(when)):
                yield each._replace(origin=metric.origin, field="when", below=(*metric.below, "when"))


def _list_in_when(when: str | None) -> Iterator[Comparison]:
    if when and "{{" in when:
        try:
            root = parse_when(when)
        except ExpressionSyntaxError:
            return  # reported elsewhere
        yield from list_in_tree(root, when)


def _parse(expression: str) -> Expression | None:
    try:
        return parse(expression)
    except ExpressionSyntaxError:
        return None  # reported elsewhere


def _find_phases(name: str) -> Phases:
    """Return the possible values of a variable; none if it is not a status."""
    if name == "workflow.status":
        return WORKFLOW_PHASES
    return NODE_PHASES if _NODE_STATUS.fullmatch(name) else ()


class _Scope:
    """The variables of templates with a status; the inputs of each template are read once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._inputs: dict[int, Mapping[str, Phases]] = {}

    def find(self, name: str, template: Template) -> Phases:
        """Return the possible values of a variable in a template, also of an input to which all calls pass a status."""
        if not name.startswith(_INPUT):
            return _find_phases(name)
        if id(template) not in self._inputs:
            self._inputs[id(template)] = self._read_inputs(template)
        return self._inputs[id(template)].get(name.removeprefix(_INPUT), ())

    def _read_inputs(self, template: Template) -> Mapping[str, Phases]:
        passed: dict[str, list[Phases]] = {}
        for site in self._subject.callers_of(template):
            for argument in site.call.arguments:
                passed.setdefault(argument.name, []).append(_find_phases(find_whole_name(argument.value or "")))
        return {name: max(found) for name, found in passed.items() if all(found)}


def _check_programs(subject: Subject, scope: _Scope) -> Iterator[RuleDiagnostic]:
    for container in subject.containers:
        programs = [text for text in _list_programs(container.fields) if "=" in text or " in" in text]
        variables = dict(_list_variables(container, scope)) if programs else {}
        for text in programs:
            assigned = dict(_list_assigned(text, container, scope)) if "{{" in text else {}
            known = {**variables, **assigned}
            pattern = ProgramPattern(tuple(known), tuple(assigned)) if known else _PROGRAM
            for found in _find_comparisons(text, pattern) if known or "{{" in text else ():
                name = _VARIABLE.sub("", found.name).lstrip("=").strip()
                phases = known.get(name) or scope.find(name, container.template)
                for each in _report(found, phases, text, is_certain=False):
                    yield each._replace(origin=container.origin)


def _list_programs(fields: Mapping[str, Any]) -> list[str]:
    given = (fields.get("source"), *(fields.get("command") or ()), *(fields.get("args") or ()))
    return [text for text in given if isinstance(text, str)]


def _list_variables(container: ContainerFields, scope: _Scope) -> Iterator[tuple[str, Phases]]:
    """Yield the environment variables with a status as their value, and its phases."""
    for variable in container.fields.get("env") or ():
        value = variable.get("value")
        name = find_whole_name(value) if isinstance(value, str) else ""
        if phases := scope.find(name, container.template):
            yield str(variable.get("name")), phases


def _find_comparisons(text: str, pattern: ProgramPattern) -> Iterator[Comparison]:
    """Yield the comparisons in a program; the name to which it assigns a tag is not compared with it."""
    assigned = {found.span("name") for found in _ASSIGNMENT.finditer(text)}
    return (found for found in pattern.find(text) if (found.start, found.end) not in assigned)


def _list_assigned(text: str, container: ContainerFields, scope: _Scope) -> Iterator[tuple[str, Phases]]:
    """Yield the variables of a program to which it assigns a status and nothing else, and its phases."""
    for found in _ASSIGNMENT.finditer(text):
        name, phases = found["name"], scope.find(find_whole_name(found["tag"]), container.template)
        if phases and len(re.findall(rf"(?<![\w.$]){name}\s*[-+*/:]?=(?!=)", text)) == 1:
            yield name, phases


def _report(found: Comparison, phases: Phases, text: str, *, is_certain: bool = True) -> Iterator[RuleDiagnostic]:
    """Report a word that is not one of the phases; in a program, only one that is similar to a phase."""
    if not phases or not found.word or found.word in phases:
        return
    meant = find_phase(found.word, phases)
    if not meant and not is_certain:
        return
    owner = "workflow" if phases is WORKFLOW_PHASES else "step"
    message = f"unknown status '{found.word}': no {owner} has this status"
    hint = f"use '{meant}'" if meant else f"use one of {', '.join(phases)}"
    yield RuleDiagnostic("unknown-status", message, (), hint, "", text, found.start, found.end)
