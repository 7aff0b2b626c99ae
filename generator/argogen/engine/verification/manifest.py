"""Verify rendered manifests, at the places of the pipeline that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.structure import KINDS, Structure, StructureDiagnostic
from argogen.context import Call, Context, Template
from argogen.diagnostics import Diagnostic, Severity
from argogen.language.validation.report import report
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

UNKNOWN = frozenset({"unknown-field", "not-in-version"})
"""The codes of what a newer Argo may know."""


def verify_manifest(manifest: Any, context: Context, document: Document, structure: Structure) -> list[Diagnostic]:
    """Check a rendered manifest against the chosen Argo version.

    Unknown fields that come from `argo:` are warnings: argogen need not know them.
    """
    raw = {name for node in _nodes(context) for name in node.raw} | set(context.workflow.raw)
    return [
        _report(fault, context, document, fault.code in UNKNOWN and fault.path[-1] in raw)
        for fault in structure.check(manifest, context.workflow.kind)
    ]


def verify_passed_through(
    data: Mapping[str, Any], document: Document, structure: Structure, at: NodePath = ()
) -> list[Diagnostic]:
    """Check a Kubernetes object at a path of a document, at its own places; only Argo's kinds are checked."""
    return report(document, find_faults_of_manifest(data, structure, at))


def find_faults_of_manifest(
    data: Mapping[str, Any], structure: Structure, at: NodePath = ()
) -> Sequence[StructureDiagnostic]:
    """Check a Kubernetes object at a path of a document; diagnostics have paths instead of places."""
    return structure.check(data, data["kind"], at) if data.get("kind") in KINDS else ()


def _nodes(context: Context) -> Iterator[Template | Call]:
    for template in context.templates:
        yield template
        yield from template.tasks
        for group in template.steps:
            yield from group


def _report(fault: StructureDiagnostic, context: Context, document: Document, is_raw: bool) -> Diagnostic:
    place = document.place(_origin(fault.path, context))
    where = ".".join(str(part) for part in fault.path)
    if is_raw:
        return Diagnostic(fault.code, f"{fault.message} (argo: takes it as it is)", place, fault.hint, Severity.WARNING)
    return Diagnostic(fault.code, f"in the rendered manifest, {where}: {fault.message}", place, fault.hint)


def _origin(path: NodePath, context: Context) -> NodePath:
    """Return the origin of the call or template that a path of the manifest is in; of all else, the document's."""
    deepest: NodePath = ()
    node: Any = context
    for part in path:
        if isinstance(part, str):
            node = getattr(
                node, part, node
            )  # `templates`, `steps`, `tasks`; the keys between have no node of their own
        elif isinstance(node, tuple):
            node = node[part] if part < len(node) else None
            deepest = getattr(node, "origin", deepest)
    return deepest
