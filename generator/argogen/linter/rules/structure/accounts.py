"""Check the service account of the executor, which Argo requires without the token of the pod (workflowpod.go)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Template, Workflow
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity
from argogen.yaml.node_path import NodePath

_TOKEN = "automountServiceAccountToken"  # noqa: S105
_HINT = "add 'executor: {serviceAccountName: NAME}'"
# The constructs without a pod.
_WITHOUT_PODS = frozenset({"steps", "dag", "suspend", "http", "plugin"})


def check_executors(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report pods without a token and without a service account of the executor, and executors without an account."""
    workflow = subject.workflow
    shared, defaults = fields_of(workflow), mapping_in(fields_of(workflow), "templateDefaults")
    if not any(_TOKEN in it or "executor" in it for it in (shared, defaults, *map(fields_of, subject.all_templates))):
        return
    is_reported = False
    for template in subject.all_templates:
        own = fields_of(template)
        layers = (own, defaults, shared)
        if template.construct in _WITHOUT_PODS or any(map(_find_account, layers)):
            continue
        index = next((number for number, layer in enumerate(layers) if layer.get(_TOKEN) is not None), None)
        if index is None or layers[index][_TOKEN] is not False or (index and is_reported):
            continue
        is_reported = is_reported or index > 0
        yield _report_missing(workflow if index else template, _find_below(index), subject)
    yield from _check_settings(workflow, shared, ())
    yield from _check_settings(workflow, defaults, ("templateDefaults",))
    for template in subject.all_templates:
        yield from _check_settings(template, fields_of(template), ())


def _find_account(fields: Mapping[str, Any]) -> bool:
    return bool(mapping_in(fields, "executor").get("serviceAccountName"))


def _find_below(index: int) -> NodePath:
    return ("templateDefaults", _TOKEN) if index == 1 else (_TOKEN,)


def _report_missing(node: Workflow | Template, below: NodePath, subject: Subject) -> RuleDiagnostic:
    message = f"'{_TOKEN}: false' requires a service account for the executor"
    # the workflow that calls a template of a library may have an executor
    severity = Severity.WARNING if subject.is_library else None
    return RuleDiagnostic(
        "missing-executor-account", message, node.origin, _HINT, _TOKEN, key=True, severity=severity, below=below
    )


def _check_settings(node: Workflow | Template, fields: Mapping[str, Any], above: NodePath) -> Iterator[RuleDiagnostic]:
    """Report an executor without its only setting."""
    executor = fields.get("executor")
    if executor is not None and isinstance(executor, Mapping) and not executor.get("serviceAccountName"):
        message = "'executor' has no effect without 'serviceAccountName'"
        below = (*above, "executor")
        yield RuleDiagnostic(
            "missing-executor-account", message, node.origin, "add 'serviceAccountName', or remove 'executor'",
            "executor", key=True, severity=Severity.WARNING, below=below,
        )  # fmt: skip
