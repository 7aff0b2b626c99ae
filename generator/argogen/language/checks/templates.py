"""What the body of a template cannot have beside it, and templates where there can be none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from argogen.language.checks.artifacts import Artifacts, check_artifacts
from argogen.language.checks.outputs import check_outputs
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.language.vocabulary import fields_of, has_container, offers
from argogen.late import import_late
from argogen.yaml.scalars import find_infinite

if TYPE_CHECKING:
    from argogen.language.checks import code
    from argogen.language.code import functions
else:
    code = import_late("argogen.language.checks.code")
    functions = import_late("argogen.language.code.functions")

_FREE = frozenset({"resource", "plugin"})
_ADD_UP = frozenset({"env", "volumeMounts"})


def check_template(template: TemplateModel, inputs: Artifacts, collector: DiagnosticCollector) -> None:
    """Report what does not fit the body of a template; `inputs` are the artifacts that it takes in."""
    check_outputs(template, collector)
    check_artifacts(template, inputs, collector)
    if template.is_code:
        code.check_code(template, collector)
    if has_container(template.body):
        _check_set_twice(template, collector)
    if template.body in _FREE:
        _check_numbers(template, collector)
    if template.volumes is not None:
        _check_volumes(template, collector)


def _check_numbers(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report numbers in a body of any form that no manifest can hold."""
    for path in find_infinite(template.content, (*template.path, template.body)):
        collector.error("bad-value", "Kubernetes takes no infinity and no NaN: JSON has neither", path)


def check_no_templates(templates: Iterable[TemplateModel], collector: DiagnosticCollector) -> None:
    """Report templates beside `use: WORKFLOWTEMPLATE`, where Argo takes none."""
    for template in templates:
        message = "a pipeline that runs a whole WorkflowTemplate can have no templates of its own"
        hint = "call one template of it with use: WORKFLOWTEMPLATE/TEMPLATE"
        collector.error("does-not-fit", message, template.path, hint, key=True)


def _check_set_twice(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report what stands both in the body's object and as a key of the same step."""
    if template.is_code:
        body = functions.build_code_object(template)
    else:
        body = {"args": [template.content]} if template.body == "run" else template.content
    fields = fields_of("Container")
    for key, field in ((key, fields[key]) for key in template.settings if key in fields):
        if field in body and field not in _ADD_UP:
            message = f"'{key}' is set here and as '{field}' of {template.body}"
            collector.error("set-twice", message, (*template.path, key), "keep one of them", key=True)


def _check_volumes(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report volumes of a template that has no pod, and claims, which only the workflow can make."""
    path = (*template.path, "volumes")
    if not offers(template.body, "pod"):
        message = f"'volumes' cannot apply to {template.body}"
        collector.error("does-not-fit", message, path, "declare them where they are mounted", key=True)
    for volume in (template.volumes or {}).values():
        if volume.is_claim:
            message, hint = "a claim is made for the whole workflow", "declare it among the pipeline's volumes"
            collector.error("does-not-fit", message, (*volume.origin, "claim_template"), hint, key=True)
