"""What kind of Argo object a pipeline becomes, and whether it has what that kind needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.language.collector import DiagnosticCollector
from argogen.language.vocabulary import body_of

BINDING = "WorkflowEventBinding"
_OF_BINDINGS = frozenset(
    {
        "kind", "name", "namespace", "metadata", "description", "labels", "annotations", "vars", "templates", "event",
        "use", "parameters", "artifacts", "submit_metadata", "foreign_tags", "argo",
    }
)  # fmt: skip


def kind_of(data: Mapping[str, Any]) -> str:
    """Return the kind of Argo object that a pipeline becomes; a schedule makes it a CronWorkflow."""
    kind: str = data.get("kind") or ("CronWorkflow" if "schedule" in data else "Workflow")
    return kind


def check_kind(data: Mapping[str, Any], collector: DiagnosticCollector) -> None:
    """Report what does not fit the kind, and a workflow with nothing to run."""
    kind = kind_of(data)
    _check_event(kind, data, collector)
    if "schedule" in data and kind != "CronWorkflow":
        message = f"a {kind} has no schedule"
        collector.error("does-not-fit", message, ("schedule",), "take the kind out, or the schedule", key=True)
    if kind == "CronWorkflow" and "schedule" not in data:
        collector.error("missing-key", "a CronWorkflow needs a schedule", ("kind",), 'add schedule: "0 2 * * *"')
    if kind not in (*TEMPLATE_KINDS, BINDING) and body_of(data) is None and "entrypoint" not in data:
        message, argos = f"this {kind} has nothing to run", "add entrypoint: with a template's name"
        hint = (
            argos if collector.is_argo_syntax else "add a body such as steps:, or entrypoint: with a component's name"
        )
        collector.error("no-body", message, (), hint)


def _check_event(kind: str, data: Mapping[str, Any], collector: DiagnosticCollector) -> None:
    """Report an event where there is none, or too much beside one: a binding has an event and what is run for it."""
    if kind == BINDING and "event" not in data:
        message, hint = f"a {BINDING} needs an event", 'add event: payload.ref == "refs/heads/main"'
        collector.error("missing-key", message, ("kind",), hint)
    for key in ("event", "submit_metadata") if kind != BINDING else ():
        if key in data:
            message, hint = f"a {kind} waits for no event", f"write kind: {BINDING}"
            collector.error("does-not-fit", message, (key,), hint, key=True)
    for key in data if kind == BINDING else ():
        if key not in _OF_BINDINGS:
            message, hint = f"a {BINDING} has no '{key}'", "it belongs to the WorkflowTemplate that it runs"
            collector.error("does-not-fit", message, (key,), hint, key=True)
    if kind == BINDING and is_partial(data.get("use", "")):
        message, hint = "an event runs a whole WorkflowTemplate", "name it without a template"
        collector.error("does-not-fit", message, ("use",), hint)


def is_partial(use: Any) -> bool:
    """Return whether `use` on a pipeline names one template of a WorkflowTemplate, and not the whole."""
    return "/" in use if isinstance(use, str) else "template" in use
