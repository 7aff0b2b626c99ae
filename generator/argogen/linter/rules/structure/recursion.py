"""Unconditional recursion."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Call
from argogen.linter.model.cycles import find_cycle
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_endless_recursion(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report cycles of calls without a condition: no `when`, no `depends`, no loop."""
    calls: dict[str, dict[str, list[Call]]] = {name: {} for name in subject.templates}
    for name, template in subject.templates.items():
        for call in _calls(template.steps, template.tasks):
            if call.template in calls and not _decides(call):
                calls[name].setdefault(call.template, []).append(call)
    for name in calls:  # nearly all recursion is of a template that calls itself
        yield from map(_report, calls[name].pop(name, ()))
    while cycle := find_cycle(calls):
        yield from map(_report, calls[cycle[-2]].pop(cycle[0]))


def _report(call: Call) -> RuleDiagnostic:
    message = f"'{call.template}' calls itself for ever: nothing on the way decides whether to go on"
    return RuleDiagnostic("endless-recursion", message, call.origin, "add when: to this step")


def _calls(steps: tuple[tuple[Call, ...], ...], tasks: tuple[Call, ...]) -> Iterator[Call]:
    yield from tasks
    for group in steps:
        yield from group


def _decides(call: Call) -> bool:
    return any((call.when, call.depends, call.with_param, call.with_items, call.with_sequence))
