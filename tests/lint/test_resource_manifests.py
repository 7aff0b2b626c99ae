"""Manifests of resource templates, which may contain any data: other objects than Argo's are not validated before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from argogen.severity import Severity

from .linting import lint

_ODD: tuple[Any, ...] = (7, "x", None, True, [7], [[7]], [{"name": [5]}], {"a": 7}, {"1": [2]})
_CONTAINER = ("name", "ports", "env", "volumeMounts", "resources", "securityContext", "livenessProbe", "lifecycle")
_POD = ("containers", "volumes", "initContainers", "restartPolicy", "securityContext", "nodeSelector", "tolerations")
_SPEC = ("template", "selector", "ports", "accessModes", "resources", "templates", "entrypoint", "schedule", "type")
_KINDS = {
    "v1": ("Pod", "Service", "ConfigMap", "Secret", "PersistentVolumeClaim", "List"),
    "batch/v1": ("Job", "CronJob"),
    "apps/v1": ("Deployment",),
    "argoproj.io/v1alpha1": ("Workflow",),
}


def write_workflow(*manifests: Any, action: str = "create") -> str:
    """Return a workflow with a resource template for each manifest."""
    templates = [
        {"name": f"r{number}", "resource": {"action": action, "setOwnerReference": True, "manifest": manifest}}
        for number, manifest in enumerate(json.dumps(each) for each in manifests)
    ]
    steps = [[{"name": each["name"], "template": each["name"]}] for each in templates]
    spec = {"entrypoint": "main", "templates": [{"name": "main", "steps": steps}, *templates]}
    head = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "r-"}}
    return json.dumps({**head, "spec": spec})


def build_odd_objects(version: str, kind: str, odd: Any) -> Iterator[Any]:
    """Yield objects with an odd value in the place of each field."""
    head = {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}}
    yield from ({**head, field: odd} for field in ("metadata", "spec", "data", "items"))
    yield from ({**head, "metadata": {field: odd}} for field in ("name", "labels", "annotations", "namespace"))
    yield from ({**head, "spec": {field: odd}} for field in _SPEC)
    containers = [{"name": "a", "image": "b", field: odd} for field in _CONTAINER]
    pods = [{"containers": [{"name": "a", "image": "b"}], field: odd} for field in _POD]
    for pod in (*({"containers": [container]} for container in containers), *pods):
        for spec in (pod, {"template": {"spec": pod}}, {"jobTemplate": {"spec": {"template": {"spec": pod}}}}):
            yield {**head, "spec": spec}


@pytest.mark.slow
@pytest.mark.parametrize(("version", "kind"), [(version, kind) for version in _KINDS for kind in _KINDS[version]])
def test_any_data_is_checked(version: str, kind: str) -> None:
    for odd in _ODD:
        found = lint(write_workflow(*build_odd_objects(version, kind, odd)))
        assert {each.code for each in found} >= {"invalid-resource-manifest"} or kind == "List"


@pytest.mark.parametrize("odd", [7, None, [{"name": [5]}]], ids=str)
def test_odd_kinds_and_documents_are_checked(odd: Any) -> None:
    objects = (odd, {"apiVersion": odd, "kind": "Job"}, {"apiVersion": "v1", "kind": odd})
    assert "invalid-resource-manifest" in {each.code for each in lint(write_workflow(*objects))}


@pytest.mark.parametrize(
    ("action", "severity"), [("create", Severity.ERROR), ("replace", Severity.ERROR), ("apply", Severity.WARNING)]
)
def test_an_applied_object_may_exist_with_what_the_manifest_lacks(action: str, severity: Severity) -> None:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"type": "ClusterIP"}}
    found = [each for each in lint(write_workflow(service, action=action)) if each.severity is not Severity.NOTE]
    assert [(each.code, each.severity) for each in found] == [("invalid-resource-manifest", severity)]
