"""Check the pods of Jobs, Deployments and other workloads in manifests of resource templates."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.cron import read_schedule
from argogen.argo.notation.names import check_dns_label
from argogen.argo.structure import load_structure
from argogen.argo.versions import VERSIONS
from argogen.linter.model.nodes import mapping_in, mappings_in
from argogen.linter.model.objects import ArgoObject, walk_object
from argogen.linter.rules.kubernetes.findings import Finding, find_unreadable, text_in
from argogen.linter.rules.kubernetes.pod_fields import CHECKS
from argogen.linter.rules.kubernetes.pod_spec import OTHER_FIELDS, POD_FIELDS
from argogen.suggestions import NameIndex, suggest
from argogen.yaml.node_path import NodePath

_TEMPLATE: NodePath = ("spec", "template", "spec")
_CONTROLLERS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")
_PODS: Mapping[str, NodePath] = {
    "Pod": ("spec",),
    "Job": _TEMPLATE,
    "CronJob": ("spec", "jobTemplate", *_TEMPLATE),
    **dict.fromkeys(_CONTROLLERS, _TEMPLATE),
}


def check_workload(kind: str, value: Mapping[str, Any], resource: ArgoObject) -> Iterator[Finding]:
    """Report what Kubernetes rejects in a workload of a kind, in the manifest of a resource template."""
    path = _PODS.get(kind)
    spec = _dig(value, path) if path is not None else None
    if path is None or not isinstance(spec, Mapping):
        return
    yield from _check_restarts(kind, spec, path)
    if kind in _CONTROLLERS:
        yield from _check_selector(value)
    if kind == "CronJob":
        schedule = text_in(mapping_in(value, "spec"), "schedule")
        yield from find_unreadable(("spec", "schedule"), schedule, read_schedule)
    for finding in _check_pod(spec, resource):
        yield finding._replace(path=(*path, *finding.path))


def _dig(value: Any, path: NodePath) -> Any:
    return functools.reduce(lambda part, key: part.get(key) if isinstance(part, Mapping) else None, path, value)


def _check_restarts(kind: str, spec: Mapping[str, Any], path: NodePath) -> Iterator[Finding]:
    policy = spec.get("restartPolicy") or "Always"
    if kind in ("Job", "CronJob") and policy == "Always":
        message = f"the pod of a {kind} requires the restart policy 'Never' or 'OnFailure'"
        hint = "use 'Never'" if "restartPolicy" in spec else "add 'restartPolicy: Never'"
        yield Finding((*path, "restartPolicy"), message, hint, "restartPolicy" not in spec)
    elif kind in _CONTROLLERS and policy in ("Never", "OnFailure"):
        message = f"the pods of a {kind} require the restart policy 'Always'"
        yield Finding((*path, "restartPolicy"), message, "remove it, or use a Job")
    elif "{{" not in str(policy) and policy not in ("Always", "Never", "OnFailure"):
        message = f"unknown restart policy '{policy}'"
        yield Finding((*path, "restartPolicy"), message, suggest(str(policy), ("Always", "Never", "OnFailure")))


def _check_selector(value: Mapping[str, Any]) -> Iterator[Finding]:
    spec = mapping_in(value, "spec")
    selector = spec.get("selector")
    if not selector:
        message = f"a {value.get('kind')} requires a selector of its pods"
        yield Finding(
            ("spec", "selector"), message, "add 'selector: {matchLabels: …}' with the labels of 'template'", True
        )
        return
    labels = mapping_in(mapping_in(mapping_in(spec, "template"), "metadata"), "labels")
    if "{{" in str(labels) or not isinstance(selector, Mapping):
        return
    for key, text in mapping_in(selector, "matchLabels").items():
        if "{{" not in f"{key}{text}" and labels.get(key) != text:
            message = f"the pods do not have the label '{key}: {text}' of the selector"
            path = ("spec", "selector", "matchLabels", key)
            yield Finding(path, message, "use the same labels in 'selector' and in the metadata of 'template'")


def _check_pod(spec: Mapping[str, Any], resource: ArgoObject) -> Iterator[Finding]:
    for name, value in spec.items():
        if name in POD_FIELDS:
            yield from _check_field(str(name), value, resource)
        elif name not in OTHER_FIELDS and "{{" not in str(name):
            hint = suggest(str(name), (*POD_FIELDS, *OTHER_FIELDS))
            yield Finding((name,), f"unknown field '{name}' of PodSpec", hint)
    if not spec.get("containers"):
        yield Finding(("containers",), "the pod has no containers", "add 'containers'", True)
    yield from _check_containers(spec)


def _check_field(name: str, value: Any, resource: ArgoObject) -> Iterator[Finding]:
    definition = POD_FIELDS[name]
    for fault in load_structure(VERSIONS[-1]).check(value, definition, (name,)):
        if fault.code in ("unknown-field", "missing-field"):
            yield Finding(fault.path, fault.message, fault.hint, fault.code == "missing-field")
    for each in walk_object(definition, value, resource.node, ()):
        check = CHECKS.get(each.definition)
        for finding in check(each.value) if check is not None else ():
            yield finding._replace(path=(name, *each.below, *finding.path))


def _check_containers(spec: Mapping[str, Any]) -> Iterator[Finding]:
    volumes = NameIndex([str(volume.get("name")) for volume in mappings_in(spec, "volumes")])
    is_open = any("{{" in name for name in volumes)
    names: set[str | None] = set()
    for field in ("containers", "initContainers"):
        for index, container in enumerate(mappings_in(spec, field)):
            yield from _check_container(container, (field, index))
            name = text_in(container, "name")
            if name is not None and name in names:
                yield Finding((field, index, "name"), f"duplicate container name '{name}'", "rename one of them")
            names.add(name)
            for at, mount in enumerate(mappings_in(container, "volumeMounts")):
                volume = text_in(mount, "name")
                if volume is not None and not is_open and volume not in volumes:
                    hint = suggest(volume, volumes, "add it to 'volumes' of the pod")
                    path = (field, index, "volumeMounts", at, "name")
                    yield Finding(path, f"the pod has no volume '{volume}'", hint)


def _check_container(container: Mapping[str, Any], path: NodePath) -> Iterator[Finding]:
    yield from find_unreadable((*path, "name"), text_in(container, "name"), check_dns_label)
    if not container.get("image"):
        yield Finding((*path, "image"), f"container '{container.get('name')}' has no image", "add 'image'", True)
