"""Check names of objects and templates (validate.go; object names of Kubernetes)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from argogen.context import Template, Workflow
from argogen.diagnostics import Severity
from argogen.late import compile_late, import_late
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.argo.notation import names
    from argogen.linter.rules.values import unreadable
else:
    names = import_late("argogen.argo.notation.names")
    unreadable = import_late("argogen.linter.rules.values.unreadable")

_MAX_LENGTHS: Mapping[str, int] = {
    "Workflow": 63,
    "WorkflowTemplate": 63,
    "ClusterWorkflowTemplate": 63,
    "CronWorkflow": 52,
    "WorkflowEventBinding": 253,
}
# The random characters at the end of a generated name (generate.go of the Kubernetes API server).
_RANDOM_LENGTH = 5
_MAX_TEMPLATE_LENGTH = 128
# `argo submit` and `argo cron create` have options for the name.
_NAMED_BY_ARGO = frozenset({"Workflow", "CronWorkflow"})
# The constructs without a pod.
_WITHOUT_PODS = frozenset({"steps", "dag", "suspend", "http", "plugin"})
# Spelled as in the schema of pipelines, so that it is compiled once.
_OBJECT_NAME = compile_late(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")

_GLOBAL_NAME = compile_late(r"[-a-zA-Z0-9_]+")


def find_invalid_names(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid names of the object and its templates, and duplicates."""
    yield from _object_name(subject)
    first: dict[str | None, Template] = {}
    for template in subject.context.templates:
        if template.name in first:
            message = f"duplicate template name '{template.name}'"
            yield RuleDiagnostic("duplicate-name", message, template.origin, "rename one of them")
        first.setdefault(template.name, template)
    for template in subject.all_templates:
        if template.name:
            yield from _check_template_name(template, template.name, subject)
        for output in template.outputs:
            if output.global_name is not None:
                yield from _check_global_name(output.global_name, output.origin)


def _check_template_name(template: Template, name: str, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report names that are too long, or have capital letters, which are invalid in names of pods."""
    if len(name) > _MAX_TEMPLATE_LENGTH:
        message = f"template name must be at most {_MAX_TEMPLATE_LENGTH} characters, got {len(name)}"
        yield RuleDiagnostic("invalid-name", message, template.origin, "shorten it", key=True)
    elif name != name.lower() and template.construct not in _WITHOUT_PODS:
        message = f"template name '{name}' has capital letters, which are invalid in the pod name"
        hint = f"use '{name.lower()}'"
        severity = None if _names_pods(template, subject) else Severity.WARNING
        yield RuleDiagnostic("invalid-name", message, template.origin, hint, text=name, severity=severity)


def _check_global_name(name: str, origin: NodePath) -> Iterator[RuleDiagnostic]:
    """Report a name that a global output cannot have (validate.go, isValidParamOrArtifactName)."""
    if "{{" not in name and not _GLOBAL_NAME.fullmatch(name):
        message, hint = f"invalid name of a global output '{name}'", "use letters, digits, '-' and '_'"
        yield RuleDiagnostic("invalid-name", message, origin, hint, "globalName", name, below=("globalName",))


def _names_pods(template: Template, subject: Subject) -> bool:
    """Return whether pods have the name of a template: the only pod of a workflow has that of the workflow."""
    is_whole = template.name == subject.workflow.entrypoint and not subject.callers_of(template)
    return not is_whole or template.retry is not None or subject.workflow.settings.get("templateDefaults") is not None


def _report_missing(workflow: Workflow) -> RuleDiagnostic:
    """Report an object without a name; the command line of Argo can add one to a Workflow or CronWorkflow."""
    can_add = workflow.kind in _NAMED_BY_ARGO
    message, hint = f"{workflow.kind} has no name", "add 'metadata' with a name"
    if can_add:
        message += ": only Argo can submit it, with an option for the name"
        hint += ", or submit it with --generate-name"
    return RuleDiagnostic("missing-object-name", message, (*workflow.origin, "metadata"), hint, key=True)


def _object_name(subject: Subject) -> Iterator[RuleDiagnostic]:
    workflow = subject.workflow
    name, longest = workflow.metadata.name, _MAX_LENGTHS[workflow.kind]
    path = workflow.metadata.origin
    if name is None and workflow.metadata.generate_name is None:
        yield _report_missing(workflow)
    if isinstance(name, str) and len(name) > longest:
        message = f"name of a {workflow.kind} must be at most {longest} characters, got {len(name)}"
        yield RuleDiagnostic("invalid-name", message, path, "shorten it")
    yield from _check_prefix(workflow.metadata.generate_name, longest, path)
    yield from _check_namespace(workflow.metadata.namespace, path)
    for text in (name, workflow.metadata.generate_name):
        if isinstance(text, str) and "{{" not in text and not _OBJECT_NAME.fullmatch(text.rstrip("-") or "-"):
            hint = "use lower-case letters, digits, '-' and '.'; begin and end with a letter or digit"
            yield RuleDiagnostic("invalid-name", f"invalid object name '{text}'", path, hint)


def _check_namespace(namespace: Any, origin: NodePath) -> Iterator[RuleDiagnostic]:
    if not namespace:
        return
    for found in unreadable.find_unreadable(namespace, names.check_dns_label, "invalid-name", origin, "namespace"):
        yield found._replace(message=f"invalid namespace '{namespace}'")


def _check_prefix(prefix: Any, longest: int, origin: NodePath) -> Iterator[RuleDiagnostic]:
    """Report prefixes of generated names that Kubernetes truncates to append random characters."""
    most = longest - _RANDOM_LENGTH
    if isinstance(prefix, str) and "{{" not in prefix and len(prefix) > most:
        message = f"'generateName' has {len(prefix)} characters: Kubernetes keeps only the first {most}"
        hint = f"shorten it to {most} characters, '{prefix[: most - 1].rstrip('-.')}-'"
        severity = Severity.WARNING if len(prefix) > longest else Severity.NOTE
        yield RuleDiagnostic("invalid-name", message, origin, hint, "generateName", prefix, severity=severity)
