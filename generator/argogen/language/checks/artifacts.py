"""Which fields an artifact can have where it stands: a path in a template with files, a source where there is none.

Argo's validator (validate.go) asks for both. It takes `fromExpression` for what steps and tasks give, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import FROM, ArtifactModel, TemplateModel
from argogen.language.vocabulary import offers

Artifacts = Mapping[str, ArtifactModel]


def check_artifacts(template: TemplateModel, inputs: Artifacts, collector: DiagnosticCollector) -> None:
    """Report artifacts of a template that lack what its body needs, or have what it cannot have."""
    if not template.has_artifacts:
        return
    if not offers(template.body, "pod") and not template.is_composite:
        _check_without_files(template, collector)
        return
    for artifact in inputs.values():
        _check_path(template, artifact, collector)
        if template.is_component:
            _refuse_source(artifact, "an input is what its callers give", collector)
    for artifact in template.output_artifacts.values():
        _check_path(template, artifact, collector)
        if not template.is_composite:
            _refuse_source(artifact, f"what {template.body} gives is at a path", collector)
        elif not any(key in artifact.fields for key in FROM):
            message = f"an artifact of {template.body} is one of its steps'"
            collector.error("no-source", message, artifact.origin, 'name it: from: "{{STEP.ARTIFACT}}"')


def _check_without_files(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report artifacts of bodies without files; what a plugin does with them is its own affair."""
    path = (*template.path, "artifacts")
    if template.body == "http":
        collector.warning(
            "without-effect", "http has no files: nothing becomes of its artifacts", path, "take it out", key=True
        )
    elif template.body != "plugin":
        message = f"'artifacts' cannot apply to {template.body}"
        collector.error("does-not-fit", message, path, "take it out", key=True)


def check_passed_on(artifacts: Artifacts, collector: DiagnosticCollector, *, is_open: bool = False) -> None:
    """Report artifacts among arguments that do not say where they come from, unless whoever runs it may say that."""
    for artifact in artifacts.values():
        if "fromExpression" in artifact.fields:
            message = "Argo takes 'fromExpression' only for what steps and tasks give"
            hint = "give it out of steps or tasks, and name that"
            collector.error("does-not-fit", message, (*artifact.origin, "fromExpression"), hint, key=True)
        elif not is_open and not artifact.fields.keys() & {"from", *ARTIFACT_STORES}:
            message, hint = f"nothing says where '{artifact.name}' comes from", "add from, or a store such as s3"
            collector.error("no-source", message, artifact.origin, hint, key=True)


def _check_path(template: TemplateModel, artifact: ArtifactModel, collector: DiagnosticCollector) -> None:
    if template.is_composite == ("path" in artifact.fields):
        if "path" in artifact.fields:
            message = f"{template.body} have no files, so an artifact of theirs has no path"
            hint = "give it a path in the step that reads it"
            collector.error("does-not-fit", message, (*artifact.origin, "path"), hint)
        else:
            message = f"an artifact of {template.body} needs a path"
            collector.error("missing-key", message, artifact.origin, "such as path: /tmp/data", key=True)


def _refuse_source(artifact: ArtifactModel, why: str, collector: DiagnosticCollector) -> None:
    for key in FROM:
        if key in artifact.fields:
            message = f"'{key}' cannot stand here: {why}"
            collector.error("does-not-fit", message, (*artifact.origin, key), "take it out", key=True)
