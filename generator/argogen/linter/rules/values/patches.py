"""Check pod patches (`podSpecPatch`), which Argo merges into the pod."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.argo.structure import Structure, load_structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.context import Template, Workflow
from argogen.diagnostics import Severity
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import fields_of, mapping_in, mappings_in
from argogen.linter.model.programs.pod_containers import PodContainers, list_pods
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.kubernetes.embedded_objects import read_with_tags
from argogen.linter.rules.kubernetes.findings import Finding
from argogen.linter.rules.kubernetes.pod_spec import OTHER_FIELDS, POD_FIELDS
from argogen.linter.rules.kubernetes.pod_values import check_pod_values
from argogen.linter.rules.storage.modes import find_invalid_modes, list_mappings
from argogen.linter.rules.values.quantities import is_extended
from argogen.suggestions import list_first, suggest
from argogen.yaml.embedded import EmbeddedPlaces, EmbeddedYamlError, load_embedded
from argogen.yaml.node_path import NodePath, follow

# The violations in a patch, and those that the value of a parameter can cause.
_INVALID = "invalid-field-value"
_OF_PATCHES = ("unknown-field", "wrong-type", _INVALID)
_OF_VALUES = ("wrong-type", _INVALID)
_DIGIT = "7"
_RESTARTING = {
    "Always": "'Always' restarts the containers, so that the pod of a step never completes",
    "OnFailure": "'OnFailure' restarts failed containers within the pod, which Argo does not count as retries",
}
_MINIMUMS = {"activeDeadlineSeconds": 1, "terminationGracePeriodSeconds": 0}
_PATCH_HINT = "use a mapping of fields of PodSpec, such as containers: […]"


def check_patches(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report patches that are not YAML, and unknown fields, containers and invalid values in them."""
    for node in subject.nodes:
        patch = fields_of(node).get("podSpecPatch")
        if isinstance(patch, str) and patch.strip():
            found = list(_check_patch(patch, node, subject))
            yield from found or _check_passed(patch, node, subject)
    yield from _check_default(subject)


def _check_default(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report violations in the patch of `templateDefaults`, for templates without a patch."""
    patch = mapping_in(fields_of(subject.workflow), "templateDefaults").get("podSpecPatch")
    is_used = not any(fields_of(template).get("podSpecPatch") for template in subject.all_templates)
    if isinstance(patch, str) and patch.strip() and is_used:
        for diagnostic in _check_patch(patch, subject.workflow, subject):
            yield diagnostic._replace(below=("templateDefaults", "podSpecPatch"))


def _check_patch(patch: str, node: Workflow | Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    below: NodePath = ("podSpecPatch",)
    documents = _load(patch)
    if len(documents) != 1:
        if "{{" not in patch:
            message, hint = "pod patch is not one valid YAML or JSON document", _PATCH_HINT
            yield RuleDiagnostic("invalid-pod-patch", message, node.origin, hint, below=below)
        return
    read = documents[0]
    if not isinstance(read, dict):
        if "{{" not in patch:
            message = "pod patch must be a mapping"
            yield RuleDiagnostic("invalid-pod-patch", message, node.origin, _PATCH_HINT, below=below)
        return
    yield from _check_fields(read, patch, node)
    yield from _check_modes(read, patch, node)
    yield from _check_names(read, patch, node, subject)
    yield from _check_resources(read, patch, node, subject)
    yield from _check_minimums(read, patch, node)
    for part in read_with_tags(patch, subject):
        yield from _check_values(part, patch, node, subject)


def _check_values(
    read: dict[Any, Any], patch: str, node: Workflow | Template, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report values that Kubernetes rejects, and policies with which the pod does not end."""
    for finding, rule in check_pod_values(read, subject):
        found = _on_value(finding, patch, node)
        yield found._replace(rule=rule, severity=Severity.WARNING) if rule else found
    policy = read.get("restartPolicy")
    if policy in _RESTARTING and (severity := _rate_policy(policy, node, subject)) is not None:
        hint = f"remove it, and use '{subject.phrase('retry', 'retryStrategy')}'"
        found = _on_value(Finding(("restartPolicy",), _RESTARTING[policy], hint), patch, node)
        yield found._replace(severity=severity)


def _rate_policy(policy: str, node: Workflow | Template, subject: Subject) -> Severity | None:
    """Return the severity of a policy that restarts containers, None for pods of daemons, which do not end."""
    templates = subject.all_templates if isinstance(node, Workflow) else (node,)
    pods = [template for template in templates if any(True for _ in list_pods(template, subject))]
    if pods and all(fields_of(template).get("daemon") is True for template in pods):
        return None
    return Severity.ERROR if policy == "Always" and pods else Severity.WARNING


def _check_modes(read: dict[Any, Any], patch: str, node: Workflow | Template) -> Iterator[RuleDiagnostic]:
    for below, fields in list_mappings(read.get("volumes")):
        for field, message, hint in find_invalid_modes(fields):
            if not _is_masked(read, ("volumes", *below, field)):
                yield _on_word(str(fields[field]), message, hint, patch, node)


def _check_minimums(read: dict[Any, Any], patch: str, node: Workflow | Template) -> Iterator[RuleDiagnostic]:
    """Report numbers of the pod that Kubernetes rejects because they are too small."""
    for field, minimum in _MINIMUMS.items():
        value = read.get(field)
        if isinstance(value, int) and not isinstance(value, bool) and value < minimum:
            message = f"'{field}' must be at least {minimum}, got {value}"
            yield _on_word(field, message, f"use {minimum} or more, or remove it", patch, node)


def _check_resources(
    read: dict[Any, Any], patch: str, node: Workflow | Template, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report requests for devices and huge pages without a limit, in the patch or in the containers it changes."""
    containers = subject.containers if isinstance(node, Workflow) else subject.containers_of(node)
    known = {resource for it in containers for resource in mapping_in(mapping_in(it.fields, "resources"), "limits")}
    for container in mappings_in(read, "containers"):
        resources = mapping_in(container, "resources")
        limits = known.union(mapping_in(resources, "limits"))
        for resource in mapping_in(resources, "requests"):
            if is_extended(str(resource)) and resource not in limits:
                message = f"'{resource}' is requested without a limit: Kubernetes does not overcommit it"
                yield _on_word(str(resource), message, f"add '{resource}' to 'limits', too", patch, node)


def _load(patch: str) -> Sequence[Any]:
    """Return the documents of a patch, with a number in place of each tag if it is not YAML otherwise."""
    try:
        return load_embedded(patch) or [None]
    except EmbeddedYamlError:
        if "{{" not in patch:
            return []
    try:
        return load_embedded(mask_tags(patch).replace(MASK, _DIGIT)) or [None]
    except EmbeddedYamlError:
        return []


def _check_passed(patch: str, node: Workflow | Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report values of parameters that are invalid in the patch."""
    template = node if isinstance(node, Template) else None
    for filled, passed in subject.derive(PassedValues).fill(patch, template) if "{{" in patch else ():
        diagnostic = next(_check_filled(filled, patch, node, subject), None)
        if diagnostic is not None:
            severity = None if passed.is_certain else Severity.WARNING
            message = f"{diagnostic.message} from {passed.source}"
            yield diagnostic._replace(message=message, severity=severity)
            return


def _check_filled(filled: str, patch: str, node: Workflow | Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    documents = _load(filled)
    if len(documents) == 1 and isinstance(documents[0], dict):
        yield from _check_fields(documents[0], patch, node, codes=_OF_VALUES)
        for finding, rule in check_pod_values(documents[0], subject) if "{{" not in filled else ():
            if not rule:
                yield _on_value(finding, patch, node)


def _check_fields(
    read: dict[Any, Any], patch: str, node: Workflow | Template, codes: Collection[str] = _OF_PATCHES
) -> Iterator[RuleDiagnostic]:
    for name, value in read.items():
        if name in POD_FIELDS:
            for fault in _structure().check(value, POD_FIELDS[name], (name,), partial=True):
                if fault.code in codes and not (_is_masked(read, fault.path) or _is_open(fault, read)):
                    yield _report_fault(fault, read, patch, node)
        elif not (name in OTHER_FIELDS or "{{" in str(name) or str(name).startswith("$") or _is_mask(name)):
            hint = suggest(str(name), (*POD_FIELDS, *OTHER_FIELDS))
            yield _on_word(str(name), f"unknown field '{name}' of PodSpec", hint, patch, node)


def _report_fault(
    fault: StructureDiagnostic, read: dict[Any, Any], patch: str, node: Workflow | Template
) -> RuleDiagnostic:
    if fault.code == _INVALID:
        return _on_value(Finding(fault.path, fault.message, fault.hint), patch, node)
    return _on_word(str(fault.path[-1]), fault.message, _suggest(read, fault), patch, node)


def _is_masked(read: Any, path: NodePath) -> bool:
    """Return whether a value is the number in place of an unquoted tag, or those of tags that follow one another.

    The value of such a tag can be anything, even the fields of a mapping.
    """
    return _is_mask(follow(read, path))


def _is_open(fault: StructureDiagnostic, read: Any) -> bool:
    """Return whether a field is a directive of the patch, or its value contains a tag that Argo replaces."""
    value = str(follow(read, fault.path))
    has_tag = fault.code == _INVALID and ("{{" in value or _DIGIT * len("{{a}}") in value)
    return has_tag or str(fault.path[-1]).startswith("$")


def _is_mask(value: Any) -> bool:
    words = str(value).split() if isinstance(value, int | str) else []
    is_quoted = isinstance(value, str) and len(words) == 1
    return bool(words) and not is_quoted and all(set(word) == {_DIGIT} and len(word) > len("{{}}") for word in words)


def _suggest(read: Any, fault: StructureDiagnostic) -> str:
    value = follow(read, fault.path)
    is_tag = isinstance(value, str) and value.startswith("{{") and value.endswith("}}")
    return f"remove the quotes around '{value}'" if fault.code == "wrong-type" and is_tag else fault.hint


@functools.cache
def _structure() -> Structure:
    return load_structure("4.1")


def _check_names(
    read: dict[Any, Any], patch: str, node: Workflow | Template, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report containers that a pod does not have: the patch adds them to it, without an image."""
    pods = list(list_pods(node, subject))
    for field in ("containers", "initContainers"):
        listed = read.get(field)
        for container in listed if isinstance(listed, list) else ():
            name = container.get("name") if isinstance(container, Mapping) else None
            if name is None and isinstance(container, Mapping):
                message, hint = "container in a pod patch has no name", "add 'name: main'"
                yield _on_word(field, message, hint, patch, node)
            elif isinstance(name, str) and "{{" not in name and "image" not in container:
                lacking = next((pod for pod in pods if name not in pod.names_in(field)), None)
                if lacking is not None:
                    yield _on_word(name, *_explain_lacking(name, field, lacking), patch, node)


def _explain_lacking(name: str, field: str, pod: PodContainers) -> tuple[str, str]:
    """Return the message and the hint for a container that a pod does not have."""
    message = f"no '{name}' in the {field} of {pod.name}, {pod.kind}: the patch adds it without an image"
    other = "initContainers" if field == "containers" else "containers"
    if name in pod.names_in(other):
        return message, f"move it to '{other}'"
    known = pod.names_in(field)
    return message, suggest(name, known, f"known containers: {list_first(known)}")


def _on_value(finding: Finding, patch: str, node: Workflow | Template) -> RuleDiagnostic:
    """Return a diagnostic at a value of the patch, or at the whole patch if its tags prevent that it is YAML."""
    at = ("invalid-pod-patch", finding.message, node.origin, finding.hint)
    severity, below = Severity.ERROR, ("podSpecPatch",)
    places = _find_places(mask_tags(patch))
    if places is None:
        return RuleDiagnostic(*at, below=below, severity=severity)
    start, end = places.find(0, finding.path)
    return RuleDiagnostic(*at, "", patch, start, end, below=below, severity=severity)


# A patch may have many invalid values.
@functools.lru_cache(maxsize=8)
def _find_places(masked: str) -> EmbeddedPlaces | None:
    """Return the places of a patch without its tags, None if it is not YAML."""
    try:
        load_embedded(masked)
    except EmbeddedYamlError:
        return None
    return EmbeddedPlaces(masked)


def _on_word(word: str, message: str, hint: str, patch: str, node: Workflow | Template) -> RuleDiagnostic:
    """Return a diagnostic at a word of the patch, or at the whole patch."""
    start = patch.find(word)
    span = (start, start + len(word)) if start >= 0 else (0, 0)
    text = patch if start >= 0 else ""
    return RuleDiagnostic(
        "invalid-pod-patch",
        message,
        node.origin,
        hint,
        "",
        text,
        *span,
        below=("podSpecPatch",),
        severity=Severity.ERROR,
    )
