"""Check the keys of templates against their body, and templates in pipelines that cannot have any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.language.vocabulary import fields_of, has_container, offers
from argogen.late import import_late
from argogen.yaml.scalars import find_infinite

if TYPE_CHECKING:
    from argogen.language.checks import artifacts, code, outputs
    from argogen.language.checks.artifacts import Artifacts
    from argogen.language.code import functions
else:
    artifacts = import_late("argogen.language.checks.artifacts")
    code = import_late("argogen.language.checks.code")
    outputs = import_late("argogen.language.checks.outputs")
    functions = import_late("argogen.language.code.functions")

_FREE = frozenset({"resource", "plugin"})
_ADD_UP = frozenset({"env", "volumeMounts"})


def check_template(template: TemplateModel, inputs: Artifacts, collector: DiagnosticCollector) -> None:
    """Report keys that do not apply to the body of a template; `inputs` are its input artifacts."""
    if template.outputs:
        outputs.check_outputs(template, collector)
    if template.has_artifacts:
        artifacts.check_artifacts(template, inputs, collector)
    if template.is_code:
        code.check_code(template, collector)
    if has_container(template.body):
        _check_set_twice(template, collector)
    if template.body in _FREE:
        _check_numbers(template, collector)
    if template.volumes is not None:
        _check_volumes(template, collector)


def _check_numbers(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report numbers without a JSON form in a body whose fields Argo does not define."""
    for path in find_infinite(template.content, (*template.path, template.body)):
        collector.error("invalid-value", "invalid number: JSON has no infinity and no NaN", path)


def check_no_templates(templates: Iterable[TemplateModel], collector: DiagnosticCollector) -> None:
    """Report templates of a pipeline with `use: WORKFLOWTEMPLATE`, which Argo rejects."""
    for template in templates:
        message = "a pipeline that runs a whole WorkflowTemplate cannot have other templates"
        hint = "remove it, or call a template with use: WORKFLOWTEMPLATE/TEMPLATE"
        collector.error("inapplicable-key", message, template.path, hint, key=True)


def _check_set_twice(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report fields of the body that are also set by a key of the same step."""
    fields = fields_of("Container")
    keys = [key for key in template.settings if key in fields and fields[key] not in _ADD_UP]
    if not keys:
        return
    if template.is_code:
        body = functions.build_code_object(template)
    else:
        body = {"args": [template.content]} if template.body == "run" else template.content
    for key, field in ((key, fields[key]) for key in keys):
        if field in body:
            message = f"'{key}' conflicts with '{field}' of '{template.body}'"
            collector.error("conflicting-settings", message, (*template.path, key), "remove one of them", key=True)


def _check_volumes(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report volumes of a template without a pod, and claims, which only a workflow can have."""
    path = (*template.path, "volumes")
    if not offers(template.body, "pod"):
        message = f"'volumes' does not apply to {template.body}"
        collector.error("inapplicable-key", message, path, "declare them in the steps that mount them", key=True)
    for volume in (template.volumes or {}).values():
        if volume.is_claim:
            message, hint = (
                "'claim_template' only applies to volumes of the pipeline",
                "move the volume to the pipeline",
            )
            collector.error("inapplicable-key", message, (*volume.origin, "claim_template"), hint, key=True)
