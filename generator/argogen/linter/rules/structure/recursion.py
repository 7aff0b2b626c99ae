"""Check for unconditional recursion."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Call
from argogen.linter.model.cycles import find_back_edges
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_endless_recursion(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report cycles of calls without a condition: no `when`, no `depends`, no loop."""
    callers = {name: template for name, template in subject.templates.items() if template.steps or template.tasks}
    calls: dict[str, dict[str, list[Call]]] = {name: {} for name in callers}
    for name, template in callers.items():
        for call in _calls(template.steps, template.tasks):
            if call.template in calls and not _is_conditional(call):
                calls[name].setdefault(call.template, []).append(call)
    for name in calls:  # almost all recursive templates call themselves directly
        yield from map(_report, calls[name].pop(name, ()))
    for caller, callee in find_back_edges(calls) if any(calls.values()) else ():
        yield from map(_report, calls[caller][callee])


def _report(call: Call) -> RuleDiagnostic:
    message = f"unconditional recursion: no condition ends the recursive calls of '{call.template}'"
    return RuleDiagnostic("unconditional-recursion", message, call.origin, "add 'when' to this step")


def _calls(steps: tuple[tuple[Call, ...], ...], tasks: tuple[Call, ...]) -> Iterator[Call]:
    yield from tasks
    for group in steps:
        yield from group


def _is_conditional(call: Call) -> bool:
    return any((call.when, call.depends, call.with_param, call.with_items, call.with_sequence))
