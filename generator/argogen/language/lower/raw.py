"""Check raw Argo fields (`argo:`) for conflicts with generated fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from argogen.context import Call, Template, Workflow
from argogen.language.collector import DiagnosticCollector
from argogen.language.vocabulary import object_fields
from argogen.late import import_late
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.language.checks import raw_fields
    from argogen.language.validation import value_descriptions
else:
    raw_fields = import_late("argogen.language.checks.raw_fields")
    value_descriptions = import_late("argogen.language.validation.value_descriptions")

FIELDS = {
    **object_fields(),
    "retry": "retryStrategy",
    "input_artifacts": "inputs",
    "output_artifacts": "outputs",
    "artifacts": "arguments",
    "template_ref": "templateRef",
    "with_items": "withItems",
    "with_param": "withParam",
    "with_sequence": "withSequence",
    "continue_on": "continueOn",
    "on_exit": "onExit",
    "workflow_template_ref": "workflowTemplateRef",
    "volume_claims": "volumeClaimTemplates",
    "init_containers": "initContainers",
    "tasks": "dag",
}
"""The Argo fields of fields of the Context with another name."""


def check_raw(node: Workflow | Template | Call, path: NodePath, collector: DiagnosticCollector, body: str = "") -> None:
    """Report raw fields that are also generated, and raw fields that have a key; `body` is the body of a template."""
    if not node.raw:
        return
    generated = _generated(node)
    for name, value in node.raw.items():
        if name not in generated and not collector.is_argo_syntax and (key := _find_key(node, name, value, body)):
            is_same = not isinstance(node, Call) and key != "volumes"
            hint = value_descriptions.show_line({key: value}) if is_same else f"use '{key}'"
            collector.error("native-form", f"'argo.{name}' has a native form", (*path, "argo", name), hint, key=True)
        elif name in generated:
            message = f"'argo.{name}' conflicts with the generated field '{name}'"
            hint = "use the argogen key instead of 'argo', or remove the keys that generate the field"
            collector.error("conflicting-raw-field", message, (*path, "argo", name), hint, key=True)


def _find_key(node: Workflow | Template | Call, field: str, value: Any, body: str) -> str:
    if isinstance(node, Call):
        return raw_fields.find_raw_call_key(field)
    if isinstance(node, Template):
        return raw_fields.find_raw_template_key(field, value, body)
    return raw_fields.find_raw_workflow_key(field, value)


def _generated(node: Workflow | Template | Call) -> set[str]:
    settings: Iterable[str] = () if isinstance(node, Call) else node.settings
    present = {name for name in node._fields if getattr(node, name) not in (None, ())}
    if isinstance(node, Template):
        present |= {node.construct} - {"dag"}
    return {FIELDS.get(name, name) for name in present} | set(settings) | {"name", "templates"}
