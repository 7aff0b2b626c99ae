"""Which fields an artifact can have where it stands: a path in a template with files, a source where there is none.

Argo's validator (validate.go) asks for both. It takes `fromExpression` for what steps and tasks give, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.artifacts import FROM, Full, PathOf, is_composite, list_outputs
from argogen.language.model.drafts import TemplateModel
from argogen.language.vocabulary import offers
from argogen.yaml.node_path import NodePath


def check_artifacts(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report artifacts of a template that lack what its body needs, or have what it cannot have."""
    if "artifacts" not in draft.data:
        return
    if not offers(draft.body, "pod") and not is_composite(draft):
        _check_without_files(draft, collector)
        return
    for name, full in draft.artifacts.items():
        path = draft.path_of_input(name)
        _check_path(draft, full, path, collector)
        if draft.component:
            _refuse_source(full, path, "an input is what its callers give", collector)
    for name, full in list_outputs(draft).items():
        path = draft.path_of_output_artifact(name)
        _check_path(draft, full, path, collector)
        if not is_composite(draft):
            _refuse_source(full, path, f"what {draft.body} gives is at a path", collector)
        elif not any(key in full for key in FROM):
            message = f"an artifact of {draft.body} is one of its steps'"
            collector.error("no-source", message, path, 'name it: from: "{{STEP.ARTIFACT}}"')


def _check_without_files(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    """What a plugin does with artifacts is its own affair; http does nothing with them, and Argo takes them."""
    path = (*draft.path, "artifacts")
    if draft.body == "http":
        collector.warning(
            "without-effect", "http has no files: nothing becomes of its artifacts", path, "take it out", key=True
        )
    elif draft.body != "plugin":
        collector.error("does-not-fit", f"'artifacts' cannot apply to {draft.body}", path, "take it out", key=True)


def check_passed_on(
    artifacts: Mapping[str, Full], path_of: PathOf, collector: DiagnosticCollector, *, is_open: bool = False
) -> None:
    """Report artifacts among arguments that do not say where they come from, unless whoever runs it may say that."""
    for name, full in artifacts.items():
        if "fromExpression" in full:
            message = "Argo takes 'fromExpression' only for what steps and tasks give"
            hint = "give it out of steps or tasks, and name that"
            collector.error("does-not-fit", message, (*path_of(name), "fromExpression"), hint, key=True)
        elif not is_open and not full.keys() & {"from", *ARTIFACT_STORES}:
            message, hint = f"nothing says where '{name}' comes from", "add from, or a store such as s3"
            collector.error("no-source", message, path_of(name), hint, key=True)


def _check_path(draft: TemplateModel, full: Full, path: NodePath, collector: DiagnosticCollector) -> None:
    if is_composite(draft) == ("path" in full):
        if "path" in full:
            message = f"{draft.body} have no files, so an artifact of theirs has no path"
            collector.error("does-not-fit", message, (*path, "path"), "give it a path in the step that reads it")
        else:
            message = f"an artifact of {draft.body} needs a path"
            collector.error("missing-key", message, path, "such as path: /tmp/data", key=True)


def _refuse_source(full: Full, path: NodePath, why: str, collector: DiagnosticCollector) -> None:
    for key in FROM:
        if key in full:
            collector.error("does-not-fit", f"'{key}' cannot stand here: {why}", (*path, key), "take it out", key=True)
