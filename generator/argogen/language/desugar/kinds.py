"""Determine and check the kind of a pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.language.collector import DiagnosticCollector
from argogen.language.vocabulary import body_of, is_workflows, keys

BINDING = "WorkflowEventBinding"
_OF_BINDINGS = frozenset(
    {
        "kind", "name", "namespace", "metadata", "description", "labels", "annotations", "vars", "templates", "event",
        "use", "parameters", "artifacts", "submit_metadata", "foreign_tags", "argo_version", "argo",
    }
)  # fmt: skip


def kind_of(data: Mapping[str, Any]) -> str:
    """Return the kind of Argo object of a pipeline; a pipeline with a schedule is a CronWorkflow."""
    kind: str = data.get("kind") or ("CronWorkflow" if "schedule" in data else "Workflow")
    return kind


def check_kind(data: Mapping[str, Any], collector: DiagnosticCollector) -> None:
    """Report keys that do not apply to the kind, missing keys, and a workflow without a body."""
    kind = kind_of(data)
    _check_event(kind, data, collector)
    if "schedule" in data and kind != "CronWorkflow":
        message = f"'schedule' does not apply to a {kind}"
        collector.error("inapplicable-key", message, ("schedule",), "remove 'kind' or 'schedule'", key=True)
    if kind == "CronWorkflow" and "schedule" not in data:
        hint = "add 'schedule: \"0 2 * * *\"'"
        collector.error("missing-key", "a CronWorkflow requires 'schedule'", ("kind",), hint)
    if kind in TEMPLATE_KINDS and "use" in data and not is_partial(data["use"]):
        _report_nested_reference(kind, data["use"], collector)
    if kind not in (*TEMPLATE_KINDS, BINDING) and body_of(data) is None and "entrypoint" not in data:
        message, hint = f"this {kind} has no body", "add a body such as 'steps:', or 'entrypoint:' with a component"
        if collector.is_argo_syntax:
            message, hint = f"this {kind} has no entrypoint", "add 'entrypoint:' with a template"
        collector.error("missing-body", message, (), hint)


def _report_nested_reference(kind: str, use: Any, collector: DiagnosticCollector) -> None:
    """Report a template kind that runs a WorkflowTemplate: Argo does not follow the second reference."""
    name, template = (use, f"{use}/TEMPLATE") if isinstance(use, str) else (use["name"], f"{use['name']}/TEMPLATE")
    if isinstance(use, dict) and use.get("clusterScope"):
        template = f"{{name: {name}, template: TEMPLATE, clusterScope: true}}"
    message = f"a {kind} cannot run a whole WorkflowTemplate (value: '{name}')"
    hint = f"call one of its templates: 'steps: [{{name: run, use: {template}}}]', or submit '{name}' itself"
    if collector.is_argo_syntax:
        hint = f"call one of its templates with 'templateRef', or refer to '{name}' in a Workflow"
    collector.error("inapplicable-key", message, ("use",), hint)


def _check_event(kind: str, data: Mapping[str, Any], collector: DiagnosticCollector) -> None:
    """Report a missing event, and keys that do not apply to a binding or require one."""
    if kind == BINDING and "event" not in data:
        message, hint = f"a {BINDING} requires 'event'", "add 'event: payload.ref == \"refs/heads/main\"'"
        collector.error("missing-key", message, ("kind",), hint)
    for key in ("event", "submit_metadata") if kind != BINDING else ():
        if key in data:
            message, hint = f"'{key}' does not apply to a {kind}", f"use 'kind: {BINDING}'"
            collector.error("inapplicable-key", message, (key,), hint, key=True)
    for key in data if kind == BINDING else ():
        if key not in _OF_BINDINGS:
            message, hint = f"'{key}' does not apply to a {BINDING}", "set it in the referenced WorkflowTemplate"
            collector.error("inapplicable-key", message, (key,), hint, key=True)
    if kind == BINDING and is_partial(data.get("use", "")):
        message, hint = f"a {BINDING} cannot run a single template", "remove the template from 'use'"
        collector.error("inapplicable-key", message, ("use",), hint)


def check_without_main(data: Mapping[str, Any], collector: DiagnosticCollector) -> None:
    """Report the keys of a main template in a pipeline without one."""
    whole = "use" in data
    subject = "a pipeline that runs a whole WorkflowTemplate" if whole else "a pipeline without a body"
    hint = "set it in the WorkflowTemplate" if whole else "move it to 'defaults', or to a component"
    for key in (key for key in data if data[key] is not None and _is_templates(key)):
        collector.error("inapplicable-key", f"'{key}' does not apply to {subject}", (key,), hint, key=True)


def _is_templates(key: str) -> bool:
    """Return whether a key of the pipeline is one of its main template."""
    if key == "defaults" or key not in keys():  # on a pipeline, it is a mapping of settings
        return False
    return (key == "profile" or bool(keys()[key].bodies)) and not is_workflows(key)


def is_partial(use: Any) -> bool:
    """Return whether `use` on a pipeline refers to one template of a WorkflowTemplate, not to the whole."""
    return "/" in use if isinstance(use, str) else "template" in use
