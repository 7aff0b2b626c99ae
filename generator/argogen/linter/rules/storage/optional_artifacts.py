"""Check optional output artifacts: a step to which a missing one is passed fails, unless the argument is optional."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.argo.expressions.tags import find_tags
from argogen.context import Artifact, Call, Hook, Template
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def check_optional_artifacts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report optional output artifacts that are passed on as required ones."""
    for site in subject.callers:
        calls: list[Call | Hook] = [site.call, *site.call.hooks]
        for call in calls:
            for artifact in call.artifacts:
                yield from _check_argument(artifact, call, site.template, subject)
    for template in subject.all_templates:
        for artifact in template.output_artifacts if template.steps or template.tasks else ():
            yield from _check_output(artifact, template, subject)


def _check_argument(
    artifact: Artifact, call: Call | Hook, template: Template, subject: Subject
) -> Iterator[RuleDiagnostic]:
    producer = _find_optional(artifact, template, subject)
    called = subject.called(call)
    if not producer or artifact.name == "":
        return
    if not artifact.others.get("optional"):
        message = f"artifact of '{producer}' is optional, but this argument is not: '{call.name}' fails without it"
        hint = "add 'optional: true' to the argument, and to the input artifact that it is passed to"
        yield _report(message, hint, artifact)
    elif called is not None and _is_required(called, artifact.name):
        message = (
            f"artifact of '{producer}' is optional, but the input '{artifact.name}' of '{called.name}' is required"
        )
        yield _report(message, "add 'optional: true' to the input artifact", artifact)


def _check_output(artifact: Artifact, template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    producer = _find_optional(artifact, template, subject)
    if producer and not artifact.others.get("optional"):
        message = f"artifact of '{producer}' is optional, but this output is not: '{template.name}' fails without it"
        yield _report(message, "add 'optional: true' to the output artifact", artifact)


def _report(message: str, hint: str, artifact: Artifact) -> RuleDiagnostic:
    text = artifact.reference or ""
    return RuleDiagnostic("possibly-missing-artifact", message, artifact.origin, hint, "from", text, below=("from",))


def _find_optional(artifact: Artifact, template: Template, subject: Subject) -> str:
    """Return the step with the optional artifact to which the source refers, or ""."""
    tags = find_tags(artifact.reference or "")
    parts = (tags[0].body.strip() if len(tags) == 1 else artifact.reference or "").split(".")
    if parts[0] not in ("steps", "tasks") or parts[2:4] != ["outputs", "artifacts"] or len(parts) != 5:
        return ""
    producer = subject.calls(template).get(parts[1])
    called = subject.called(producer.call) if producer is not None else None
    output = subject.index(called).output_artifacts.get(parts[4]) if called is not None else None
    return parts[1] if output is not None and output.others.get("optional") else ""


def _is_required(template: Template, name: str) -> bool:
    """Return whether an input artifact of a template must be given: without a location, and not optional."""
    found = next((it for it in template.input_artifacts if it.name == name), None)
    if found is None or "inputs" in template.raw:
        return False
    return not found.others.get("optional") and not any(store in found.others for store in ARTIFACT_STORES)
