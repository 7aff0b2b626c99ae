"""Check limits of parallelism that exit handlers and hooks reach: the workflow ends with "Max parallelism reached".

The limit also applies to the running pod of a handler. Argo looks at it again for each task on which no other depends,
for a step that comes before others of its group, and for each hook of the workflow (workflow/controller/exit_handler.go
and hooks.go); there, a reached limit is an error. Larger limits are reached only at certain times, and not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.context import Call, Hook, Template, Workflow
from argogen.linter.model.nodes import exit_hooks_of, fields_of, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity

_WHILE_RUNNING = re.compile(r"""workflow(?:\.status|\[['"]status['"]\])\s*==\s*['"]Running['"]\s*""")


def find_handlers_at_limit(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a parallelism of 1 beside handlers that certainly reach it."""
    workflow = subject.workflow
    if _is_one(workflow):
        found = next(_describe_all(subject), "")
        if found:
            yield _report(workflow, "workflow", found)
        return
    for template in subject.all_templates:
        step = next(_list_early(template, subject), None) if _is_one(template) else None
        if step is not None:
            yield _report(template, "template", f"the exit handler of '{step.name}'")


def _is_one(node: Workflow | Template) -> bool:
    return fields_of(node).get("parallelism") == 1


def _describe_all(subject: Subject) -> Iterator[str]:
    """Yield descriptions of the handlers that certainly reach a limit of 1 of the workflow."""
    entry = subject.templates.get(subject.workflow.entrypoint or "")
    is_group = entry is not None and bool(entry.steps or entry.tasks)
    for hook in subject.workflow.hooks if is_group else ():
        if _WHILE_RUNNING.fullmatch((hook.expression or "").strip()) and _has_pod(hook, subject):
            yield "a hook of the workflow"
    for template in subject.all_templates:
        for call in (*_list_early(template, subject), *_list_last(template, subject)):
            yield f"the exit handler of '{call.name}'"


def _list_early(template: Template, subject: Subject) -> Iterator[Call]:
    """Yield the steps with an exit handler before others of their group, or before other iterations."""
    for group in template.steps:
        last = max((number for number, step in enumerate(group) if step.when is None), default=0)
        for number, step in enumerate(group):
            has_followers = number < last or (is_loop(step) and len(subject.items_of(step).items) > 1)
            if has_followers and step.when is None and _has_handler(step, subject):
                yield step


def _list_last(template: Template, subject: Subject) -> Iterator[Call]:
    """Yield the tasks with an exit handler on which no other task depends."""
    if not any(_has_handler(task, subject) for task in template.tasks):
        return
    needed = {name for names in subject.index(template).needs.values() for name in names}
    for task in template.tasks:
        is_last = task.name not in needed and task.when is None and "." not in (task.depends or "")
        if is_last and _has_handler(task, subject):
            yield task


def _has_handler(call: Call, subject: Subject) -> bool:
    """Return whether a step or task has an exit handler with a pod."""
    handler = subject.templates.get(call.on_exit or "")
    return any(_has_pod(hook, subject) for hook in exit_hooks_of(call)) or (handler is not None and _runs_pod(handler))


def _has_pod(hook: Hook, subject: Subject) -> bool:
    called = subject.called(hook)
    return called is not None and _runs_pod(called)


def _runs_pod(template: Template) -> bool:
    return template.container is not None or template.container_set is not None or template.resource is not None


def _report(node: Workflow | Template, owner: str, found: str) -> RuleDiagnostic:
    message = f"parallelism 1 of the {owner} is reached by {found}: the workflow ends with 'Max parallelism reached'"
    hint, below, severity = "use 2 or more", ("parallelism",), Severity.WARNING
    return RuleDiagnostic(
        "exhausted-parallelism", message, node.origin, hint, "parallelism", below=below, severity=severity
    )
