"""Check variable prefixes: Argo leaves tags with an unknown prefix unresolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from argogen.argo.variables import LOCAL_PREFIXES, VARIABLE_PREFIXES, list_names
from argogen.context import Template
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.references.nested_tags import is_braced_variable, is_strict
from argogen.suggestions import find_nearest, suggest_name
from argogen.yaml.node_path import NodePath

# Prefixes that are only valid in some expressions, and functions with a dot.
_IN_EXPRESSIONS = VARIABLE_PREFIXES | LOCAL_PREFIXES | {"item", "sprig", "env"}

# The objects with names that workflows share, and the prefixes that are known in them or are reported elsewhere.
_SHARED = ("Mutex", "SemaphoreRef", "Memoize")
_IN_NAMES = VARIABLE_PREFIXES | {"item", "sprig"}
_CRON = "cronworkflow"
_CRON_HINTS = {
    "name": "pass the name as a parameter",
    "namespace": "use workflow.namespace",
    "lastScheduledTime": "use workflow.scheduledTime, the time of this run",
    "labels": "add it to 'workflowMetadata' of the CronWorkflow, and use workflow.labels",
    "annotations": "add it to 'workflowMetadata' of the CronWorkflow, and use workflow.annotations",
}
_OF_RETRIES = ("retries", "lastRetry")
# The prefixes of plain tags that need no further checks.
_WITH_VALUES = VARIABLE_PREFIXES - {*_OF_RETRIES, _CRON}
_OF_TEMPLATES = VARIABLE_PREFIXES - {"workflow"}


def find_unknown_prefixes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unknown prefixes: any in expressions, and in plain tags those similar to a known one (`worklfow`).

    In the names of locks and caches, any unknown prefix is an error.
    """
    shared = set()
    for text, below in _list_shared_names(subject):
        shared.add(text.value)
        yield from _check_shared_name(text, below, subject)
    for use in subject.uses:
        is_known = use.parts[0] in _WITH_VALUES and not use.in_expression
        if not (is_known or _is_reported_elsewhere(use, shared)):
            yield from _check_use(use, subject)


def _is_reported_elsewhere(use: VariableUse, shared: Set[str]) -> bool:
    """Return whether a use is an expression after a space, a third brace, or in one of the names of locks."""
    root = use.parts[0]
    is_brace = is_braced_variable(root) and not is_strict(use.text)
    return root.startswith("=") or is_brace or (use.text.value in shared and use.text.field in ("settings", "raw"))


def _check_use(use: VariableUse, subject: Subject) -> Iterator[RuleDiagnostic]:
    root = use.parts[0]
    if root == _CRON and len(use.parts) > 1:
        if not use.is_guarded:
            yield _report_cron(use, subject)
    elif use.in_expression:
        # after a dash it is part of a name that is reported elsewhere
        is_part = use.text.value[use.start - 1] == "-"
        if root not in _IN_EXPRESSIONS and root.isascii() and not use.is_guarded and not is_part:
            yield _report(use, find_nearest(root, tuple(sorted(VARIABLE_PREFIXES | {"item"}))))
    elif root not in VARIABLE_PREFIXES or root in _OF_RETRIES:
        yield from _check_tag(use, use.text, subject)


def _report_cron(use: VariableUse, subject: Subject) -> RuleDiagnostic:
    """Report a variable of a CronWorkflow in its workflow, or in another one (workflow/cron/operator.go)."""
    fields = "'when' and 'stopStrategy' of a CronWorkflow"
    message = f"'{'.'.join(use.parts)}' has a value only in {fields}: Argo leaves this tag unresolved"
    hint = _CRON_HINTS.get(use.parts[1], "use it in these fields")
    if use.parts[1] == "name" and subject.workflow.kind == "CronWorkflow":
        hint = "use workflow.labels.workflows.argoproj.io/cron-workflow"
    elif use.parts[1] == "lastScheduledTime" and subject.workflow.kind == "Workflow":
        hint = "use workflow.creationTimestamp"
    is_error = not use.in_expression and is_strict(use.text)
    return use.diagnose("unknown-variable-prefix", message, hint, Severity.ERROR if is_error else None)


def _check_retry(use: VariableUse, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report variables of a retry in a template without one."""
    template, workflow = use.text.template, subject.workflow
    is_certain = template is not None and template.retry is None and use.text.role is TextRole.TEMPLATE
    if is_certain and workflow.retry is None and "templateDefaults" not in fields_of(workflow):
        message = f"'{'.'.join(use.parts)}' has no value without a retry: Argo leaves this tag unresolved"
        hint = subject.suggest_field("retry: 3", "retryStrategy")
        yield use.diagnose("unknown-variable-prefix", message, hint)


def _list_shared_names(subject: Subject) -> Iterator[tuple[TaggedText, NodePath]]:
    """Yield the names of mutexes, semaphores and caches with tags, and their paths from the nodes."""
    for definition in _SHARED:
        for each in subject.objects.get(definition, ()):
            template = each.node if isinstance(each.node, Template) else None
            is_of_workflow = template is None and each.below[0] != "templateDefaults"
            role = TextRole.WORKFLOW if is_of_workflow else TextRole.TEMPLATE
            for path, value in _list_strings(each.value):
                yield TaggedText(value, role, each.origin, "settings", template), (*each.below, *path)


def _list_strings(fields: Mapping[str, Any]) -> Iterator[tuple[NodePath, str]]:
    for key, value in fields.items():
        if isinstance(value, Mapping):
            yield from (((key, *path), text) for path, text in _list_strings(value))
        elif isinstance(value, str) and "{{" in value:
            yield (key,), value


def _check_shared_name(text: TaggedText, below: NodePath, subject: Subject) -> Iterator[RuleDiagnostic]:
    for use in uses_in(text):
        root = use.parts[0]
        if text.role is TextRole.WORKFLOW and root in _OF_TEMPLATES:
            message = f"'{'.'.join(use.parts)}' has no value in a lock of the workflow: the tag stays in the name"
            hint = "use a variable of the workflow, or move 'synchronization' to a template"
            yield use.diagnose("unknown-variable-prefix", message, hint, Severity.ERROR)._replace(below=below)
        elif root not in _IN_NAMES and "{{" not in root and not root.startswith("="):
            message = f"unknown variable '{root}': the tag stays in the name, so all workflows share one lock or cache"
            intended = _find_parameter(use, subject) or find_nearest(root, tuple(sorted(_IN_NAMES)))
            example = subject.phrase("{{parameters.NAME}}", "{{workflow.parameters.NAME}}")
            hint = f"did you mean '{intended}'?" if intended else f"use a parameter, such as {example}"
            at = use._replace(end=use.start + len(root))
            yield at.diagnose("unknown-variable-prefix", message, hint, Severity.ERROR)._replace(below=below)


def _find_parameter(use: VariableUse, subject: Subject) -> str:
    """Return the variable of the parameter that `parameters.NAME` means in a manifest, or ""."""
    if use.parts[0] != "parameters" or len(use.parts) != 2:
        return ""
    template = use.text.template
    if template is not None and use.parts[1] in subject.index(template).inputs:
        return f"inputs.parameters.{use.parts[1]}"
    return f"workflow.parameters.{use.parts[1]}" if use.parts[1] in subject.parameters else ""


def _check_tag(use: VariableUse, text: TaggedText, subject: Subject) -> Iterator[RuleDiagnostic]:
    root = use.parts[0]
    if root in _OF_RETRIES:
        yield from _check_retry(use, subject)
        return
    intended = _find_intended(use, text, subject) if len(use.parts) > 1 else ""
    if parameter := _find_parameter(use, subject):
        message = f"unknown variable '{'.'.join(use.parts)}': Argo leaves this tag unresolved"
        yield use.diagnose("unknown-variable-prefix", message, f"did you mean '{parameter}'?")
    elif intended:
        yield _report(use, intended)
    elif root != "item" and "{{" not in root and is_strict(text):
        message = f"unknown variable '{root}': Argo does not allow unresolved tags in a step or task with a loop"
        hint = "pass the string with the tag as a parameter from outside the loop"
        yield use.diagnose("unknown-variable-prefix", message, hint, Severity.ERROR)


def _find_intended(use: VariableUse, text: TaggedText, subject: Subject) -> str:
    """Return the prefix that was probably intended, if the rest is valid after it."""
    root, second, *rest = use.parts
    intended = find_nearest(root, tuple(sorted((VARIABLE_PREFIXES | {"item"}) - {"retries"})))
    if not intended or root == "item":
        return ""
    if intended in ("steps", "tasks"):
        is_known = text.template is not None and second in subject.calls(text.template)
        return intended if is_known or (rest and rest[0] in list_names(intended, "*")) else ""
    if intended == "item":
        return intended if text.call is not None and not rest else ""
    names = list_names(intended)
    return intended if second in names or find_nearest(second, names) else ""


def _report(use: VariableUse, intended: str) -> RuleDiagnostic:
    message = f"unknown variable '{use.parts[0]}': Argo leaves this tag unresolved"
    known = f"known prefixes: {', '.join(sorted(VARIABLE_PREFIXES))}"
    hint = suggest_name(use.parts[0], intended) if intended else known
    return use._replace(end=use.start + len(use.parts[0])).diagnose("unknown-variable-prefix", message, hint)
