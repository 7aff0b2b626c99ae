"""Unreachable templates and tasks."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.context import Call, Hook, Template
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_unused_templates(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report templates that nothing calls; those of a library are for others."""
    if subject.is_library or subject.workflow.workflow_template_ref is not None:
        return
    reached = _reach(subject)
    for template in subject.context.templates:
        if template.name not in reached:
            message = f"nothing calls '{template.name}'"
            yield RuleDiagnostic("unused-template", message, template.origin, "call it, or take it out", key=True)


def _reach(subject: Subject) -> set[str | None]:
    """Return the names of the templates that are called from the entrypoint and the handlers."""
    workflow = subject.workflow
    waiting = [workflow.entrypoint, workflow.on_exit, *(hook.template for hook in workflow.hooks)]
    reached: set[str | None] = set()
    while waiting:
        name = waiting.pop()
        template = subject.templates.get(name or "")
        if template is not None and name not in reached:
            reached.add(name)
            waiting.extend(_called_by(template, subject))
    return reached


def _called_by(template: Template, subject: Subject) -> Iterator[str | None]:
    for call in (caller.call for caller in subject.calls(template).values()):
        callees: tuple[Call | Hook, ...] = (call, *call.hooks)
        yield from (callee.template for callee in callees)
        yield call.on_exit
        if call.inline is not None:
            yield from _called_by(call.inline, subject)


def find_untargeted_tasks(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tasks that no target needs: Argo never runs them."""
    for template in subject.all_templates:
        if not template.target or "{{" in template.target:
            continue
        needs = subject.index(template).needs
        waiting = template.target.split()
        reached: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(needs.get(name, ()))
        for task in template.tasks:
            if task.name not in reached:
                message = f"no target needs '{task.name}', so it never runs"
                yield RuleDiagnostic(
                    "unreachable-task", message, task.origin, "add it to target, or take it out", key=True
                )
