"""Templates that call themselves for ever."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Call
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_endless_recursion(subject: Subject) -> Iterator[RuleDiagnostic]:
    """A circle of calls on which nothing decides whether to go on: no `when`, no `depends`, no loop."""
    calls = {
        t.name: [call for call in _calls(t.steps, t.tasks) if not _decides(call)] for t in subject.context.templates
    }
    done: set[str | None] = set()
    for name in calls:
        trail: dict[str | None, Iterator[Call]] = {} if name in done else {name: iter(calls[name])}
        while trail:
            current = next(reversed(trail))
            call = next((c for c in trail[current] if c.template in calls and c.template not in done), None)
            if call is None:
                trail.popitem()
                done.add(current)
            elif call.template in trail:
                message = f"'{call.template}' calls itself for ever: nothing on the way decides whether to go on"
                yield RuleDiagnostic("endless-recursion", message, call.origin, "add when: to this step")
            else:
                trail[call.template] = iter(calls[call.template])


def _calls(steps: tuple[tuple[Call, ...], ...], tasks: tuple[Call, ...]) -> Iterator[Call]:
    yield from tasks
    for group in steps:
        yield from group


def _decides(call: Call) -> bool:
    return any((call.when, call.depends, call.with_param, call.with_items, call.with_sequence))
