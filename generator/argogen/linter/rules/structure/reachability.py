"""Check for unreachable templates and tasks."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.expressions.dependency_results import can_hold
from argogen.context import Call, Hook, Template
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_unused_templates(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report templates that are not called; other manifests may call those of a library."""
    if subject.is_library or subject.workflow.workflow_template_ref is not None:
        return
    if any("{{" in (site.call.template or "") for site in subject.callers):
        return  # any template may be called
    reached = _reach(subject)
    for template in subject.context.templates:
        if template.name not in reached:
            message = f"unused template '{template.name}'"
            yield RuleDiagnostic("unused-template", message, template.origin, "call it, or remove it", key=True)


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
    """Report tasks that are not required by a target: Argo never runs them."""
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
                message = f"'{task.name}' never runs: no target depends on it"
                hint = "add it to 'target', or remove it"
                yield RuleDiagnostic("unreachable-task", message, task.origin, hint, key=True)


def find_impossible_dependencies(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tasks whose `depends` no results of the other tasks can satisfy: Argo omits them."""
    for template in subject.all_templates:
        combined = [task for task in template.tasks if task.depends and "&&" in task.depends]
        impossible = {task.name for task in combined if not can_hold(task.depends or "", {})}
        others = {task.name: task.depends for task in template.tasks if task.depends and task.name not in impossible}
        for task in combined:
            depends = task.depends or ""
            if task.name in impossible or not can_hold(depends, others):
                others.pop(task.name, None)  # the tasks that depend on it are not reported, too
                message = f"'{task.name}' never runs: no results of the other tasks satisfy 'depends'"
                hint = "use '||' between alternatives, or another result"
                yield RuleDiagnostic("unreachable-task", message, task.origin, hint, "depends", depends)
