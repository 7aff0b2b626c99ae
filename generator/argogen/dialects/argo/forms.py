"""What Argo's validator refuses in the form of a manifest, although its schema takes it (validate.go).

The pipeline that a manifest is read as cannot say these things, so they are told before it is made.
"""

from __future__ import annotations

from collections.abc import Iterator

from argogen.dialects.argo.nodes import Node, items_at
from argogen.dialects.reports import Reports

_SOURCES = ("path", "jsonPath", "jqFilter", "event", "parameter", "supplied", "configMapKeyRef", "expression")


def check_forms(top: Node, reports: Reports) -> None:
    """Report what cannot stand together in a manifest, and what is missing."""
    spec = top.at("spec")
    if spec is None:
        return
    _check_schedule(spec, reports)
    spec = spec.at("workflowSpec") or spec
    _check_hooks(spec, reports)
    for parameter in items_at(spec, "arguments", "parameters"):
        _check_enum(parameter, reports)
    for template in items_at(spec, "templates"):
        _check_template(template, reports)


def _check_schedule(spec: Node, reports: Reports) -> None:
    _refuse_both(spec, ("schedules", "schedule"), reports)
    for field in ("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        number = spec.at(field)
        if number is not None and isinstance(number.value, int) and number.value < 0:
            reports.error(number.origin, "bad-number", f"'{field}' cannot be negative", "write 0 or more")


def _check_template(template: Node, reports: Reports) -> None:
    for parameter in items_at(template, "outputs", "parameters"):
        _check_output(parameter, reports)
    tasks = items_at(template, "dag", "tasks")
    if any(task.at("depends") for task in tasks):
        for task in tasks:
            if (dependencies := task.at("dependencies")) is not None:
                message = "the tasks of one DAG have either 'depends' or 'dependencies', and another has 'depends'"
                reports.error(dependencies.origin, "exclusive-fields", message, "write depends", key=True)
    for call in (*tasks, *_steps(template)):
        _check_call(call, reports)


def _steps(template: Node) -> Iterator[Node]:
    for group in items_at(template, "steps"):
        yield from group.items() if isinstance(group.value, list) else ()


def _check_call(call: Node, reports: Reports) -> None:
    for fields in (("template", "templateRef"), ("template", "inline"), ("templateRef", "inline")):
        _refuse_both(call, fields, reports)
    sequence = call.at("withSequence")
    if sequence is not None:
        _refuse_both(sequence, ("count", "end"), reports)
    reference = call.at("templateRef")
    for field in ("name", "template") if reference is not None else ():
        if reference is not None and reference.at(field) is None:
            reports.error(reference.origin, "missing-field", f"TemplateRef needs '{field}'", key=True)
    for parameter in items_at(call, "arguments", "parameters"):
        _check_enum(parameter, reports)
        if parameter.at("value") is None and parameter.at("valueFrom") is None:
            name = parameter.value.get("name", "")
            reports.error(parameter.origin, "missing-value", f"the argument '{name}' has no value", "add value:")
    _check_hooks(call, reports)
    inline = call.at("inline")
    if inline is not None:
        _check_template(inline, reports)


def _check_hooks(owner: Node, reports: Reports) -> None:
    hooks = owner.at("hooks")
    for name, hook in hooks.fields() if hooks is not None else ():
        if name != "exit" and hook.at("expression") is None:
            message = f"Argo needs to know when the hook '{name}' runs"
            reports.error(hook.origin, "missing-field", message, "add expression:, or call it exit", key=True)


def _check_enum(parameter: Node, reports: Reports) -> None:
    enum = parameter.value.get("enum")
    if enum == []:
        origin = parameter.origin.at("enum")
        reports.error(origin, "bad-value", "an enum without words allows nothing", "take it out", key=True)


def _check_output(parameter: Node, reports: Reports) -> None:
    source = parameter.at("valueFrom")
    if source is None:
        return
    named = [field for field in _SOURCES if source.at(field) is not None]
    if len(named) > 1:
        _report_both(source, (named[0], named[1]), reports)


def _refuse_both(owner: Node, fields: tuple[str, str], reports: Reports) -> None:
    if all(owner.at(field) is not None for field in fields):
        _report_both(owner, fields, reports)


def _report_both(owner: Node, fields: tuple[str, str], reports: Reports) -> None:
    message = f"Argo takes either '{fields[0]}' or '{fields[1]}', and both are here"
    reports.error(owner.origin.at(fields[1]), "exclusive-fields", message, "remove one of them", key=True)
