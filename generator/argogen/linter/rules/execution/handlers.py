"""Check variables of hooks, and of inline templates in loops, which Argo resolves before their values exist.

Argo replaces the tags of a step or task with a loop for each item, with those of its hooks and its inline template, and
requires values for all of them (expandStep of workflow/controller/steps.go). A hook gets few values of the step
that it belongs to (runOnExitNode of exit_handler.go, executeTmplLifeCycleHook of hooks.go).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.context import Call, Hook, Template
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in_expression
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity

_ROOTS = ("steps", "tasks")
_GIVEN = (("status",), ("outputs", "parameters"), ("outputs", "artifacts"))
_RULE = "unsupported-reference"
_EXIT_CODE = re.compile(
    r"(?P<call>(as)?[Ii]nt\()?[^\s()=!<>]+(?(call)\))\s*(?P<operator>==|!=|>)\s*(?P<quote>[\"']?)(?P<code>\d{1,3})(?P=quote)",
    re.ASCII,
)
_POD = ("pod", "name")
# The roles of strings that Argo resolves for the template that calls another one.
_OUTSIDE = frozenset({TextRole.CALL, TextRole.LOOP, TextRole.HOOK, TextRole.OUTPUT})
_LATE = frozenset({"pod", "node", "retries", "lastRetry", "outputs"})


def check_handlers(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references in hooks, and in inline templates of loops, to values that they do not get."""
    loops = _find_loops(subject)
    for use in subject.uses:
        text = use.text
        if use.parts == _POD and text.template is not None and text.role in _OUTSIDE:
            yield from _check_pod(use)
        elif text.role is TextRole.HOOK:
            yield from _check_hook(use, text)
        elif text.template is not None and id(text.template) in loops and text.call is None:
            yield from _check_inline(use, loops[id(text.template)])
        elif use.parts == _POD and text.template is not None and text.template.name is None:
            message = "'pod.name' has no value in an inline template: Argo rejects the workflow"
            yield use.diagnose(_RULE, message, "use a named template", Severity.ERROR)
    for site, hook in subject.hooks:
        if site is not None and hook.expression is not None and "{{" not in hook.expression:
            yield from _check_expression(hook.expression, hook, site)


def _check_pod(use: VariableUse) -> Iterator[RuleDiagnostic]:
    """Report the name of a pod in steps and tasks, which have no pod; Argo does not check expressions."""
    if not use.in_expression:
        message = "'pod.name' has no value in steps or tasks, only in templates with a pod: Argo rejects the workflow"
        yield use.diagnose(_RULE, message, "use it in the called template", Severity.ERROR)


def _check_hook(use: VariableUse, text: TaggedText) -> Iterator[RuleDiagnostic]:
    call, name = text.call, ".".join(use.parts)
    if call is not None and use.parts[0] in _ROOTS and use.parts[1:2] == (call.name,):
        if is_loop(call):
            message = f"'{name}' has no value in a hook of a loop: Argo replaces its tags before the iterations run"
            hint = "add the hook to a template that contains the loop or is called by it"
            yield use.diagnose(_RULE, message, hint, Severity.ERROR)
        elif not _is_given(use.parts[2:]) and len(use.parts) > 2:
            message = f"'{name}' has no value in a hook of '{call.name}' itself"
            yield use.diagnose(_RULE, message, _suggest(call), Severity.WARNING)


def _is_given(rest: tuple[str, ...]) -> bool:
    return rest[:1] == _GIVEN[0] or rest[:2] in _GIVEN[1:]


def _suggest(call: Call) -> str:
    return f"use the status or an output parameter, or a step after '{call.name}'"


def _check_expression(expression: str, hook: Hook, site: CallSite) -> Iterator[RuleDiagnostic]:
    """Report variables of an expression that have no value: the hook does not run, or fails."""
    is_loop_of_steps = bool(site.template.steps) and is_loop(site.call)  # a task has the status of its group
    for parts in uses_in_expression(expression):
        is_own = parts[0] in _ROOTS and parts[1:2] == (site.call.name,)
        if is_own and (is_loop_of_steps or parts[2:3] != ("status",)):
            of = f"a loop, '{site.call.name}'" if is_loop_of_steps else f"'{site.call.name}' itself"
            name = ".".join(parts)
            message, at = f"'{name}' has no value in the expression of a hook of {of}", ("expression", expression)
            meant = "" if is_loop_of_steps else _find_status(expression, name)
            if meant:
                hint, severity = f"write {meant}", Severity.ERROR
            else:
                hint = "" if is_loop_of_steps else "use the status, or pass the value to the template of the hook"
                severity = Severity.WARNING
            yield RuleDiagnostic(_RULE, message, hook.origin, hint, *at, severity=severity)


def _find_status(expression: str, name: str) -> str:
    """Return the expression of the status for one that only compares an exit code, or ""."""
    found = _EXIT_CODE.fullmatch(expression.strip())
    owner, _, field = name.rpartition(".")
    if found is None or field != "exitCode" or (int(found["code"]) and found["operator"] != "=="):
        return ""
    has_succeeded = found["operator"] == "==" and int(found["code"]) == 0
    return f"{owner}.status == '{'Succeeded' if has_succeeded else 'Failed'}'"


def _find_loops(subject: Subject) -> Mapping[int, CallSite]:
    """Return the inline templates in loops, also nested ones, each with the step or task that has the loop."""
    found: dict[int, CallSite] = {}
    for site in subject.callers:  # those of an outer template come first
        if site.call.inline is not None:
            loop = site if is_loop(site.call) else found.get(id(site.template))
            if loop is not None:
                found[id(site.call.inline)] = loop
    return found


def _check_inline(use: VariableUse, loop: CallSite) -> Iterator[RuleDiagnostic]:
    name, template = ".".join(use.parts), use.text.template
    assert template is not None
    if use.parts[0] in _LATE or (use.parts[0] in _ROOTS and _is_inner(use, template)):
        message = f"'{name}' has no value in an inline template of a loop: Argo replaces its tags for each item"
        yield use.diagnose(_RULE, message, "use a named template", Severity.ERROR)
    elif use.parts[0] not in VARIABLE_PREFIXES | {"item"} and not use.in_expression and loop.call.inline is not None:
        message = f"unknown variable '{name}': Argo does not allow unresolved tags in a step or task with a loop"
        yield use.diagnose("unknown-variable-prefix", message, "use a named template", Severity.ERROR)


def _is_inner(use: VariableUse, template: Template) -> bool:
    """Return whether a step or task is one of the inline template itself."""
    names = {call.name for call in template.tasks} | {call.name for group in template.steps for call in group}
    return len(use.parts) > 1 and use.parts[1] in names
