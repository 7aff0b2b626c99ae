"""Check durations, labels, environment variables and images: errors in them appear only when the step starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.notation.durations import read_duration, read_go_duration
from argogen.argo.notation.images import read_image
from argogen.argo.notation.names import check_env_name, check_label_key, check_label_value, is_old_env_name
from argogen.diagnostics import Severity
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import defaults_of, fields_of, mapping_in
from argogen.linter.model.retries import list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.values.unreadable import Read, find_unreadable
from argogen.yaml.node_path import NodePath

# Fields of a template or workflow with durations, and the function that parses each.
_DURATIONS: Mapping[tuple[str, ...], Read] = {
    ("timeout",): read_go_duration,
    ("pendingTimeout",): read_go_duration,
    ("memoize", "maxAge"): read_go_duration,
    ("podGC", "deleteDelayDuration"): read_duration,
}
_BACKOFF = ("duration", "maxDuration", "cap")


def check_durations(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid durations: Go has no days, and some fields do not accept seconds without a unit."""
    for node in subject.nodes:
        yield from _check_fields(fields_of(node), node.origin)
    if defaults := defaults_of(subject.workflow):
        yield from _check_fields(defaults, subject.workflow.origin, ("templateDefaults",))
    for retry in list_retries(subject):
        for field in _BACKOFF if retry.backoff else ():
            for found in _find_invalid(retry.backoff.get(field), read_duration, retry.origin, field):
                yield found._replace(below=(*retry.below, "backoff", field))
    for template in subject.all_templates:
        suspended = template.suspend.get("duration") if template.suspend else None
        yield from _find_invalid(suspended, read_duration, template.origin, "duration")
        retried = _dig(template.container_set, ("retryStrategy", "duration")) if template.container_set else None
        yield from _find_invalid(retried, read_go_duration, template.origin, "duration")


def _check_fields(fields: Mapping[str, Any], origin: NodePath, below: NodePath = ()) -> Iterator[RuleDiagnostic]:
    for path, read in _DURATIONS.items():
        if path[0] in fields:
            for found in _find_invalid(_dig(fields, path), read, origin, path[-1]):
                yield found._replace(below=(*below, *path)) if below else found


def _find_invalid(value: Any, read: Read, origin: NodePath, field: str) -> Sequence[RuleDiagnostic]:
    """Report an invalid duration; Argo ignores an empty one."""
    return () if value == "" else find_unreadable(value, read, "invalid-duration", origin, field)


def check_labels(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid labels and annotations."""
    workflow = subject.workflow
    yield from _check_metadata(workflow.metadata.labels, workflow.metadata.annotations, workflow.origin)
    for field in ("podMetadata", "workflowMetadata"):
        metadata = mapping_in(fields_of(workflow), field)
        labels, annotations = mapping_in(metadata, "labels"), mapping_in(metadata, "annotations")
        yield from _check_metadata(labels, annotations, workflow.origin)
    for template in subject.all_templates:
        if template.metadata is not None:
            yield from _check_metadata(template.metadata.labels, template.metadata.annotations, template.origin)


def _check_metadata(labels: Any, annotations: Any, origin: NodePath) -> Iterator[RuleDiagnostic]:
    for key in (*(labels or ()), *(annotations or ())):
        for diagnostic in find_unreadable(key, check_label_key, "invalid-label", origin, key):
            yield diagnostic._replace(text="", key=True)
    for key, value in (labels or {}).items():
        yield from find_unreadable(value, check_label_value, "invalid-label", origin, key)


def check_variables(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid environment variables."""
    for container in subject.containers:
        for index, variable in enumerate(container.fields.get("env") or ()):
            name, below = str(variable.get("name", "")), (*container.below, "env", index)
            found = list(find_unreadable(name, check_env_name, "invalid-env-var", container.origin, name))
            yield from (_on_name(diagnostic, name, below) for diagnostic in found)
            if not found and not is_old_env_name(name) and "{{" not in name:
                message = f"environment variable name '{name}' requires Kubernetes 1.34 or later"
                hint = "use letters, digits and '_', not beginning with a digit"
                diagnostic = RuleDiagnostic(
                    "invalid-env-var", message, container.origin, hint, name, severity=Severity.WARNING
                )
                yield _on_name(diagnostic, name, below)
            yield from _check_source(variable, name, container.origin, below)


def _on_name(diagnostic: RuleDiagnostic, name: str, below: NodePath) -> RuleDiagnostic:
    """Place the diagnostic on the name: a key in a pipeline, a value in a Kubernetes object."""
    return diagnostic._replace(field=name, text="", key=True, below=(*below, "name"))


def _check_source(
    variable: Mapping[str, Any], name: str, origin: NodePath, below: NodePath
) -> Iterator[RuleDiagnostic]:
    """Report variables with both a value and a source, or several sources."""
    source = variable.get("valueFrom") or {}
    if variable.get("value") and source:
        message = f"'value' and 'valueFrom' of '{name}' are mutually exclusive"
        yield RuleDiagnostic(
            "invalid-env-var", message, origin, "remove one of them", name, below=(*below, "valueFrom")
        )
    if isinstance(variable.get("valueFrom"), Mapping) and len(source) != 1:
        given = " and ".join(f"'{field}'" for field in source) or "no source"
        message = f"'valueFrom' of '{name}' must have exactly one source, got {given}"
        hint = "remove one of them" if source else "add a source, such as 'secretKeyRef'"
        yield RuleDiagnostic("invalid-env-var", message, origin, hint, name, below=(*below, "valueFrom"))
    for field in ("secretKeyRef", "configMapKeyRef"):
        for part in ("name", "key"):
            if field in source and not (source[field] or {}).get(part):
                message = f"'{field}' of '{name}' has no {part}"
                path = (*below, "valueFrom", field)
                yield RuleDiagnostic("invalid-env-var", message, origin, f"add '{part}'", name, below=path)


def check_images(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid images, and those without a pinned tag."""
    for container in subject.containers:
        image = container.fields.get("image")
        if not image or "{{" in image:
            continue
        found = list(find_unreadable(image, read_image, "invalid-image", container.origin, "image"))
        yield from found or _check_tag(image, container)


def _check_tag(image: str, container: ContainerFields) -> Iterator[RuleDiagnostic]:
    read = read_image(image)
    if not read.digest and read.tag in ("", "latest"):
        problem = "has the mutable tag 'latest'" if read.tag else "has no tag: the default 'latest' is mutable"
        message = f"image '{image}' {problem}"
        hint, below = "use a version tag or a digest", (*container.below, "image")
        yield RuleDiagnostic("unpinned-image", message, container.origin, hint, "image", image, below=below)


def _dig(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        value = (value or {}).get(part) if isinstance(value, Mapping) else None
    return value
