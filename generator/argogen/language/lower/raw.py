"""Raw Argo fields (`argo:`): where they go, and that none of them hides what argogen writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from argogen.context import Call, Template, Workflow
from argogen.language.collector import DiagnosticCollector
from argogen.language.vocabulary import object_fields
from argogen.yaml.node_path import NodePath

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
"""Argo's field for each part of the Context that is not called the same."""


def check_raw(node: Workflow | Template | Call, path: NodePath, collector: DiagnosticCollector) -> None:
    """Report the raw fields that argogen generates too."""
    if not node.raw:
        return
    generated = _generated(node)
    for name in node.raw:
        if name in generated:
            message = f"argo.{name} collides with what argogen writes there"
            hint = "say it in the language, or take out what makes argogen write it"
            collector.error("argo-collision", message, (*path, "argo", name), hint, key=True)


def _generated(node: Workflow | Template | Call) -> set[str]:
    settings: Iterable[str] = () if isinstance(node, Call) else node.settings
    present = {field.name for field in dataclasses.fields(node) if getattr(node, field.name) not in (None, ())}
    if isinstance(node, Template):
        present |= {node.construct} - {"dag"}
    return {FIELDS.get(name, name) for name in present} | set(settings) | {"name", "templates"}
