"""Verify rendered manifests, with places in the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import Structure
from argogen.context import Call, Context, Template
from argogen.diagnostics import Diagnostic, Severity
from argogen.language.vocabulary import body_fields
from argogen.late import import_late
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath, follow

if TYPE_CHECKING:
    from argogen.argo.structure import groups, structure_diagnostic
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.language.validation import report as reports
else:
    groups = import_late("argogen.argo.structure.groups")
    structure_diagnostic = import_late("argogen.argo.structure.structure_diagnostic")
    reports = import_late("argogen.language.validation.report")

FindLine = Callable[[str], str]
"""Returns `FILE:LINE` for the name of a field, an empty string if it is not found."""

UNKNOWN = frozenset({"unknown-field", "unsupported-in-version"})
"""The codes of fields that may be valid in a newer Argo version."""


def verify_manifest(
    manifest: Any, context: Context, document: Document, structure: Structure, find_line: FindLine = lambda _: ""
) -> list[Diagnostic]:
    """Check a rendered manifest against the chosen Argo version.

    Unknown fields from `argo` are warnings. `find_line` returns the line of an override that sets a field.
    """
    raw = {name for node in _nodes(context) for name in node.raw} | set(context.workflow.raw)
    found = [*structure.check(manifest, context.workflow.kind), *_find_missing_bodies(manifest)]
    return [_report(error, context, document, raw, find_line) for error in found]


def _find_missing_bodies(manifest: Any) -> Iterator[StructureDiagnostic]:
    """Yield the templates without a body, which an override left out."""
    bodies = body_fields()
    for start in ("spec",), ("spec", "workflowSpec"):
        for number, template in enumerate(follow(manifest, (*start, "templates")) or ()):
            if isinstance(template, dict) and template.keys().isdisjoint(bodies):
                message = f"template '{template.get('name')}' has no body"
                hint = f"an override of its template file leaves it out; add one of: {', '.join(bodies)}"
                path = (*start, "templates", number)
                yield structure_diagnostic.StructureDiagnostic(path, "missing-body", message, hint)


def verify_passed_through(
    data: Mapping[str, Any], document: Document, structure: Structure, at: NodePath = ()
) -> list[Diagnostic]:
    """Check a Kubernetes object at a path of a document; objects other than Argo kinds are not checked."""
    return reports.report(document, find_manifest_errors(data, structure, at))


def find_manifest_errors(
    data: Mapping[str, Any], structure: Structure, at: NodePath = ()
) -> Sequence[StructureDiagnostic]:
    """Check a Kubernetes object at a path of a document; diagnostics have paths instead of places."""
    return structure.check(data, data["kind"], at) if groups.has_argo_kind(data) else ()


def _nodes(context: Context) -> Iterator[Template | Call]:
    for template in context.templates:
        yield template
        yield from template.tasks
        for group in template.steps:
            yield from group


def _report(
    error: StructureDiagnostic, context: Context, document: Document, raw: Set[str], find_line: FindLine
) -> Diagnostic:
    place, is_unknown = document.place(_origin(error.path, context)), error.code in UNKNOWN
    if is_unknown and error.path[-1] in raw:
        message = f"{error.message} (passed through from 'argo')"
        return Diagnostic(error.code, message, place, error.hint, Severity.WARNING)
    # Only an override sets an unknown field; a known one may also have its value from elsewhere.
    line = find_line(str(error.path[-1])) if is_unknown else ""
    message = f"invalid rendered manifest: {'.'.join(map(str, error.path))}: {error.message}"
    return Diagnostic(error.code, f"{message} (in {line})" if line else message, place, error.hint)


def _origin(path: NodePath, context: Context) -> NodePath:
    """Return the origin of the call or template at a path of the manifest, by default that of the document."""
    deepest: NodePath = ()
    node: Any = context
    for part in path:
        if isinstance(part, str):
            node = getattr(node, part, node)  # `templates`, `steps`, `tasks`; other keys have no separate node
        elif isinstance(node, tuple):
            node = node[part] if part < len(node) else None
            deepest = getattr(node, "origin", deepest)
    return deepest
