"""More templates, tasks or parameters than the custom resources allow."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.versions import VERSIONS
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

# The limits of the CRDs that Argo installs since 4.0.
_MOST_TEMPLATES = _MOST_TASKS = 200
_MOST_PARAMETERS = 500


def find_too_many(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report more than the custom resources of Argo 4.0 and later allow."""
    if VERSIONS.index(subject.version) < VERSIONS.index("4.0"):
        return
    counts = [(len(subject.context.templates), _MOST_TEMPLATES, "templates", subject.workflow.origin)]
    counts += [(len(it.tasks), _MOST_TASKS, "tasks in one template", it.origin) for it in subject.all_templates]
    counts += [(len(it.inputs), _MOST_PARAMETERS, "parameters", it.origin) for it in subject.all_templates]
    counts.append((len(subject.workflow.arguments), _MOST_PARAMETERS, "parameters", subject.workflow.origin))
    for count, most, what, origin in counts:
        if count > most:
            message = f"there are {count} {what}, and Argo {subject.version} takes {most}"
            yield RuleDiagnostic("too-many", message, origin, "split it, or loop over a list")
