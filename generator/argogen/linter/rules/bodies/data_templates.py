"""Check data templates: their sources, transformations and outputs, which Argo reads in the pod (executor/data.go)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.expressions.tags import find_tags
from argogen.argo.value_kinds import BOOLEAN, LIST, MAP, NUMBER, STRING
from argogen.context import Call, Template
from argogen.diagnostics import Severity
from argogen.linter.model.expressions import find_result_kind, list_transformations
from argogen.linter.model.nodes import calls_of, is_loop, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_SOURCE = ("data", "source", "artifactPaths")
# The stores whose drivers do not list files (ListObjects in workflow/artifacts), and those that do.
_UNLISTED = ("git", "http", "raw", "hdfs", "artifactory")
_LISTED = ("s3", "gcs", "oss", "azure", "plugin")
_KINDS: Mapping[str, str] = {STRING: "a string", NUMBER: "a number", BOOLEAN: "a boolean", MAP: "a map"}


def check_data_templates(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report sources that Argo cannot list, outputs that it does not set, and loops over results that are no lists."""
    templates = [template for template in subject.all_templates if template.data is not None]
    for template in templates:
        yield from _check_source(template)
        yield from _check_transformation(template)
        yield from _check_outputs(template)
    if templates:
        yield from _check_loops(subject)


def _check_source(template: Template) -> Iterator[RuleDiagnostic]:
    artifact = mapping_in(mapping_in(template.data or {}, "source"), "artifactPaths")
    store = next((store for store in _UNLISTED if artifact.get(store) is not None), "")
    if store:
        message = f"Argo cannot list the files of '{store}' for a data template"
        hint = "use a bucket, such as 's3', or list the files in a container"
        yield _report("invalid-artifact-location", message, template, hint, (*_SOURCE, store))
    elif artifact and all(artifact.get(each) is None for each in _LISTED):
        message = "source of a data template has no location"
        hint = "add one, such as s3: {key: data/} for the default repository"
        yield _report("invalid-artifact-location", message, template, hint, _SOURCE)


def _check_transformation(template: Template) -> Iterator[RuleDiagnostic]:
    for index, each in enumerate((template.data or {}).get("transformation") or ()):
        if isinstance(each, Mapping) and each.get("expression") == "":
            below = ("data", "transformation", index)
            message = "transformation without an expression has no effect"
            yield _report("ineffective-setting", message, template, "add an expression, or remove it", below)


def _check_outputs(template: Template) -> Iterator[RuleDiagnostic]:
    """Report outputs other than the result and constants: the pod has no container that saves them."""
    unset = [(output.name, output.origin) for output in template.outputs if output.value is None]
    for name, origin in (*unset, *((artifact.name, artifact.origin) for artifact in template.output_artifacts)):
        message = f"output '{name}' is never set: a data template has only the output 'result'"
        hint = "use the result, 'outputs.result'"
        yield RuleDiagnostic("misplaced-field", message, origin or template.origin, hint, severity=Severity.WARNING)


def _check_loops(subject: Subject) -> Iterator[RuleDiagnostic]:
    for site in subject.callers:
        if site.call.with_param is None:
            continue
        producer = _find_producer(site.call, {each.call.name: each.call for each in calls_of(site.template)})
        template = subject.called(producer) if producer is not None else None
        kind = _find_kind(template) if template is not None and template.data is not None else LIST
        if producer is not None and kind in _KINDS:
            message = f"loop requires a JSON list: the result of '{producer.name}' is {_KINDS[kind]}"
            hint = "end the transformation with a list, such as 'filter(data, …)' or '[…]'"
            at = ("withParam", site.call.with_param)
            yield RuleDiagnostic("invalid-loop-items", message, site.call.origin, hint, *at)


def _find_producer(call: Call, calls: Mapping[str, Call]) -> Call | None:
    """Return the step or task whose result is the whole value of a loop."""
    text = (call.with_param or "").strip()
    tags = find_tags(text)
    if len(tags) != 1 or tags[0].is_expression or len(tags[0].body) + 4 != len(text):
        return None
    root, _, rest = tags[0].body.strip().partition(".")
    name, _, word = rest.partition(".")
    producer = calls.get(name) if root in ("steps", "tasks") and word == "outputs.result" else None
    return None if producer is None or is_loop(producer) else producer


def _find_kind(template: Template) -> str:
    """Return the kind of the result of a data template."""
    kind = LIST
    for located in list_transformations(template):
        kind = find_result_kind(located)
    return kind


def _report(rule: str, message: str, template: Template, hint: str, below: tuple[Any, ...]) -> RuleDiagnostic:
    return RuleDiagnostic(rule, message, template.origin, hint, key=True, below=below)
