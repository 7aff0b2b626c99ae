"""Check the paths and sources of artifacts.

Argo (validate.go) requires a path in templates with files, and a source in other templates and in arguments. It accepts
`fromExpression` only in outputs of steps and tasks.
"""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.language.checks.braces import check_braces
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import FROM, ArtifactModel, TemplateModel
from argogen.language.vocabulary import offers

Artifacts = Mapping[str, ArtifactModel]


def check_artifacts(template: TemplateModel, inputs: Artifacts, collector: DiagnosticCollector) -> None:
    """Report artifacts of a template with fields that are required for its body and missing, or do not apply to it."""
    if not offers(template.body, "pod") and not template.is_composite:
        _check_without_files(template, collector)
        return
    for artifact in inputs.values():
        _check_path(template, artifact, collector)
        if template.is_component:
            _reject_source(artifact, "an input of a component", collector)
    for artifact in template.output_artifacts.values():
        _check_path(template, artifact, collector)
        if not template.is_composite:
            _reject_source(artifact, f"an output of {template.body}", collector)
        elif not any(key in artifact.fields for key in FROM):
            message, hint = f"artifact '{artifact.name}' has no source", 'add from: "{{STEP.ARTIFACT}}"'
            collector.error("missing-source", message, artifact.origin, hint)
        else:
            _check_braces(artifact, collector)


def _check_without_files(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report artifacts of bodies without files. A plugin may use them."""
    path = (*template.path, "artifacts")
    if template.body == "http":
        message = "'artifacts' has no effect: http has no files"
        collector.warning("ineffective-setting", message, path, "remove it", key=True)
    elif template.body != "plugin":
        message = f"'artifacts' does not apply to {template.body}"
        collector.error("inapplicable-key", message, path, "remove it", key=True)


def check_passed_on(artifacts: Artifacts, collector: DiagnosticCollector, *, is_open: bool = False) -> None:
    """Report artifacts without a source among arguments, unless it can be set when the workflow is submitted."""
    for artifact in artifacts.values():
        if "fromExpression" in artifact.fields:
            message = "'fromExpression' only applies to an output artifact of steps or tasks"
            hint = "declare an output artifact with the expression, and refer to it in 'from'"
            collector.error("inapplicable-key", message, (*artifact.origin, "fromExpression"), hint, key=True)
        elif not is_open and not artifact.fields.keys() & {"from", *ARTIFACT_STORES}:
            message, hint = (
                f"artifact '{artifact.name}' has no source",
                "add 'from', or a storage location such as 's3'",
            )
            collector.error("missing-source", message, artifact.origin, hint, key=True)
        else:
            _check_braces(artifact, collector)


def _check_path(template: TemplateModel, artifact: ArtifactModel, collector: DiagnosticCollector) -> None:
    if template.is_composite == ("path" in artifact.fields) and not artifact.is_object:
        if "path" in artifact.fields:
            message = f"'path' does not apply to an artifact of {template.body}"
            hint = "set the path in the step that reads the artifact"
            collector.error("inapplicable-key", message, (*artifact.origin, "path"), hint)
        else:
            message, hint = f"missing key 'path' of artifact '{artifact.name}'", "add 'path', such as path: /tmp/data"
            collector.error("missing-key", message, artifact.origin, hint, key=True)


def _check_braces(artifact: ArtifactModel, collector: DiagnosticCollector) -> None:
    path, hint = (*artifact.origin, "from"), "use '{{STEP.ARTIFACT}}'"
    check_braces(artifact.fields.get("from"), path, hint, collector)


def _reject_source(artifact: ArtifactModel, subject: str, collector: DiagnosticCollector) -> None:
    for key in FROM:
        if key in artifact.fields:
            message = f"'{key}' does not apply to {subject}"
            collector.error("inapplicable-key", message, (*artifact.origin, key), "remove it", key=True)
