"""The native forms of objects of Kubernetes and Argo, and the objects that have no native form."""

from __future__ import annotations

from typing import Any

import pytest

from argogen.language.short_forms import (
    find_claim_keys,
    shorten_env_source,
    shorten_metadata,
    shorten_parameter,
    shorten_variable,
    shorten_volume,
)
from argogen.language.validation.definitions import build_validator

VOLUMES: list[tuple[dict[str, Any], dict[str, Any] | None]] = [
    ({"configMap": {"name": "a"}}, {"config_map": "a"}),
    (
        {"configMap": {"name": "a", "items": [{"key": "k", "path": "p"}], "defaultMode": 256, "optional": True}},
        {"config_map": "a", "items": [{"key": "k", "path": "p"}], "default_mode": 256, "optional": True},
    ),
    ({"secret": {"secretName": "a"}}, {"secret": "a"}),
    ({"persistentVolumeClaim": {"claimName": "a", "readOnly": True}}, {"claim": "a", "read_only": True}),
    ({"emptyDir": {"medium": "Memory"}}, {"empty_dir": {"medium": "Memory"}}),
    ({"configMap": {"optional": True}}, None),
    ({"configMap": {"name": "a", "newField": 1}}, None),
    ({"hostPath": {"path": "/x"}}, None),
    ({"configMap": {"name": "a"}, "emptyDir": {}}, None),
    ({"configMap": "a"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("source", "short"), VOLUMES)
def test_volumes(source: dict[str, Any], short: dict[str, Any] | None) -> None:
    assert shorten_volume(source) == short
    assert short is None or build_validator("volume").is_valid(short)
    assert not build_validator("volume").is_valid(source) or short is None


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ({"secretKeyRef": {"name": "a", "key": "b"}}, {"secret": "a", "key": "b"}),
        (
            {"configMapKeyRef": {"name": "a", "key": "b", "optional": True}},
            {"config_map": "a", "key": "b", "optional": True},
        ),
        ({"fieldRef": {"fieldPath": "status.podIP"}}, {"field": "status.podIP"}),
        ({"fieldRef": {"fieldPath": "status.podIP", "apiVersion": "v1"}}, None),
        ({"secretKeyRef": {"key": "b"}}, None),
        ({"resourceFieldRef": {"resource": "limits.cpu"}}, None),
    ],
)
def test_variables(source: dict[str, Any], short: dict[str, Any] | None) -> None:
    assert shorten_variable(source) == short
    assert short is None or build_validator("env_value").is_valid(short)


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ({"configMapRef": {"name": "a"}, "prefix": "A_"}, {"config_map": "a", "prefix": "A_"}),
        ({"secretRef": {"name": "a", "optional": True}}, {"secret": "a", "optional": True}),
        ({"secretRef": {"optional": True}}, None),
        ({"prefix": "A_"}, None),
    ],
)
def test_whole_sources(source: dict[str, Any], short: dict[str, Any] | None) -> None:
    assert shorten_env_source(source) == short
    assert short is None or build_validator("env_from").is_valid([short])


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ({"event": "payload.x"}, {"event": "payload.x"}),
        ({"configMapKeyRef": {"name": "a", "key": "b"}}, {"config_map": "a", "key": "b"}),
        ({"configMapKeyRef": {"name": "a", "key": "b", "optional": True}}, None),
        ({"configMapKeyRef": {"name": "a", "key": "b"}, "default": "x"}, None),
        ({"supplied": {}}, None),
    ],
)
def test_parameters(source: dict[str, Any], short: dict[str, Any] | None) -> None:
    assert shorten_parameter(source) == short
    assert short is None or build_validator("parameter").is_valid(short)


@pytest.mark.parametrize(
    ("kind", "metadata", "short"),
    [
        ("Workflow", {"generateName": "a-"}, {"generateName": {"name": "a"}}),
        ("Workflow", {"generateName": "a"}, {}),
        ("Workflow", {"generateName": f"{'a' * 57}-"}, {"generateName": {"name": "a" * 57}}),
        ("Workflow", {"generateName": f"{'a' * 58}-"}, {}),
        ("Workflow", {"name": "a", "generateName": "a-"}, {}),
        ("WorkflowTemplate", {"name": "a", "generateName": "b-"}, {"name": {"name": "a"}}),
        ("CronWorkflow", {"name": "No Name"}, {}),
        ("Workflow", {"namespace": "n", "finalizers": ["a/b"]}, {"namespace": {"namespace": "n"}}),
        ("Workflow", {"labels": {"a": "b"}, "annotations": {}}, {"labels": {"labels": {"a": "b"}}}),
    ],
)
def test_metadata(kind: str, metadata: dict[str, Any], short: dict[str, Any]) -> None:
    assert shorten_metadata(kind, metadata) == short


SPEC = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
SIZE, MODES = ("spec", "resources", "requests", "storage"), ("spec", "accessModes")


@pytest.mark.parametrize(
    ("claim", "keys"),
    [
        ({"metadata": {"name": "a"}, "spec": SPEC}, {"size": SIZE, "access_modes": MODES}),
        (
            {"metadata": {"labels": {"a": "b"}}, "spec": {**SPEC, "storageClassName": "fast"}},
            {
                "size": SIZE,
                "access_modes": MODES,
                "storage_class": ("spec", "storageClassName"),
                "labels": ("metadata", "labels"),
            },
        ),
        ({"spec": {**SPEC, "volumeName": "disk"}}, None),
        ({"spec": {**SPEC, "accessModes": ["ReadWriteOne"]}}, None),
        ({"spec": {"accessModes": ["ReadWriteOnce"]}}, None),
        ({"apiVersion": "v1", "spec": SPEC}, None),
        ({"spec": {**SPEC, "resources": {"requests": {"storage": "1Gi"}, "limits": {"storage": "2Gi"}}}}, None),
    ],
)
def test_claims(claim: dict[str, Any], keys: dict[str, Any] | None) -> None:
    assert find_claim_keys(claim) == keys
