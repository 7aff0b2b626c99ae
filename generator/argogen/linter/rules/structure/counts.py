"""Check the number of templates, tasks and parameters."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.behavior import OBJECT_LIMITS
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

# The limits of the CRDs of Argo 4.0 and later.
_MAX_TEMPLATES = _MAX_TASKS = 200
_MAX_PARAMETERS = 500


def find_too_many(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report more templates, tasks or parameters than the CRDs of Argo 4.0 and later allow."""
    if not OBJECT_LIMITS.holds_in(subject.version):
        return
    counts = [(len(subject.context.templates), _MAX_TEMPLATES, "templates", subject.workflow.origin)]
    counts += [(len(it.tasks), _MAX_TASKS, "tasks in one template", it.origin) for it in subject.all_templates]
    counts += [(len(it.inputs), _MAX_PARAMETERS, "parameters", it.origin) for it in subject.all_templates]
    counts.append((len(subject.workflow.arguments), _MAX_PARAMETERS, "parameters", subject.workflow.origin))
    for count, maximum, kind, origin in counts:
        if count > maximum:
            message = f"too many {kind}: Argo {subject.version} allows at most {maximum}, got {count}"
            yield RuleDiagnostic("too-many-objects", message, origin, "split it, or use a loop")
