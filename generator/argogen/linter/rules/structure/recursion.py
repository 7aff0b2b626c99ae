"""Check for unconditional recursion."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Call
from argogen.linter.model.cycles import find_back_edges
from argogen.linter.model.nodes import exit_hooks_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_endless_recursion(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report cycles of calls and exit handlers without a condition: no `when`, no `depends`, no loop."""
    callers = {name: template for name, template in subject.templates.items() if template.steps or template.tasks}
    calls: dict[str, dict[str, list[Call]]] = {name: {} for name in callers}
    for name, template in callers.items():
        for call in _calls(template.steps, template.tasks):
            for called in () if _is_conditional(call) else _list_called(call):
                if called in calls:
                    calls[name].setdefault(called, []).append(call)
    for name in calls:  # almost all recursive templates call themselves directly
        yield from (_report(call, name) for call in calls[name].pop(name, ()))
    for caller, callee in find_back_edges(calls) if any(calls.values()) else ():
        yield from (_report(call, callee) for call in calls[caller][callee])


def _list_called(call: Call) -> Iterator[str]:
    """Yield the templates that certainly run after a step or task has started: its own, and its exit handler."""
    handlers = (hook.template for hook in exit_hooks_of(call))
    yield from (name for name in (call.template, call.on_exit, *handlers) if name is not None)


def _report(call: Call, called: str) -> RuleDiagnostic:
    message = f"unconditional recursion: no condition ends the recursive calls of '{called}'"
    return RuleDiagnostic("unconditional-recursion", message, call.origin, "add 'when' to this step")


def _calls(steps: tuple[tuple[Call, ...], ...], tasks: tuple[Call, ...]) -> Iterator[Call]:
    yield from tasks
    for group in steps:
        yield from group


def _is_conditional(call: Call) -> bool:
    return any((call.when, call.depends, call.with_param, call.with_items, call.with_sequence))
