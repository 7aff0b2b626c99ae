"""The types of the fields that the scheduler reads: a manifest with others is not a workflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXT, BOOLEAN, WHOLE, MAPPING, ANY = "string", "boolean", "integer", "mapping", "value"
_TYPES: Mapping[str, tuple[type, ...]] = {
    TEXT: (str,), BOOLEAN: (bool,), WHOLE: (int,), MAPPING: (dict,), ANY: (object,), "list": (list,),
}  # fmt: skip

# The fields of each object: a type, an object, a list with the type of its elements, or a mapping of objects.
_BODIES = dict.fromkeys(("container", "script", "suspend", "http", "plugin", "data"), MAPPING)
_LOOP = {"when": TEXT, "withItems": [ANY], "withParam": TEXT, "withSequence": MAPPING}
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "Workflow": {"metadata": "Metadata", "spec": "Spec"},
    "CronWorkflow": {"metadata": "Metadata", "spec": "CronSpec"},
    "CronSpec": {"workflowSpec": "Spec", "workflowMetadata": "Metadata"},
    "Metadata": {"name": TEXT, "generateName": TEXT, "labels": MAPPING, "annotations": MAPPING, "labelsFrom": MAPPING},
    "Spec": {
        "entrypoint": TEXT, "onExit": TEXT, "arguments": "Ports", "templates": ["Template"], "hooks": ("Hook",),
        "templateDefaults": "Template", "workflowTemplateRef": "Reference", "activeDeadlineSeconds": WHOLE,
        "parallelism": WHOLE, "retryStrategy": "Retry", "synchronization": "Locks", "workflowMetadata": "Metadata",
        "podMetadata": MAPPING,
    },
    "Template": {
        "name": TEXT, "inputs": "Ports", "outputs": "Ports", "steps": [["Call"]], "dag": "Dag", "metadata": MAPPING,
        "retryStrategy": "Retry", "memoize": "Memoize", "synchronization": "Locks", "timeout": TEXT, "daemon": BOOLEAN,
        "containerSet": "ContainerSet", "resource": "Resource", "parallelism": WHOLE, "failFast": BOOLEAN,
        "initContainers": [MAPPING], **_BODIES,
    },
    "Dag": {"tasks": ["Call"], "target": TEXT, "failFast": BOOLEAN},
    "Call": {
        "name": TEXT, "template": TEXT, "templateRef": "Reference", "inline": "Template", "arguments": "Ports",
        "hooks": ("Hook",), "onExit": TEXT, "continueOn": MAPPING, "depends": TEXT, "dependencies": [TEXT], **_LOOP,
    },
    "Hook": {"template": TEXT, "templateRef": "Reference", "expression": TEXT, "arguments": "Ports"},
    "Reference": {"name": TEXT, "template": TEXT, "clusterScope": BOOLEAN},
    "Ports": {"parameters": ["Parameter"], "artifacts": ["Artifact"]},
    "Parameter": {"name": TEXT, "valueFrom": "Source", "globalName": TEXT, "enum": [ANY]},
    "Source": {
        "path": TEXT, "parameter": TEXT, "expression": TEXT, "configMapKeyRef": MAPPING, "supplied": MAPPING,
        "event": TEXT, "jsonPath": TEXT, "jqFilter": TEXT,
    },
    "Artifact": {"name": TEXT, "path": TEXT, "from": TEXT, "fromExpression": TEXT, "globalName": TEXT, "subPath": TEXT,
                 "optional": BOOLEAN, "git": MAPPING},
    "Retry": {"retryPolicy": TEXT, "expression": TEXT, "backoff": MAPPING},
    "Memoize": {"key": TEXT, "maxAge": TEXT, "cache": "Cache"},
    "Cache": {"configMap": MAPPING},
    "Locks": {"mutex": MAPPING, "semaphore": "Semaphore", "mutexes": [MAPPING], "semaphores": ["Semaphore"]},
    "Semaphore": {"configMapKeyRef": MAPPING, "namespace": TEXT},
    "ContainerSet": {"containers": ["ContainerNode"]},
    "ContainerNode": {"name": TEXT, "dependencies": [TEXT]},
    "Resource": {"action": TEXT, "manifest": TEXT, "manifestFrom": "ManifestSource"},
    "ManifestSource": {"artifact": "Artifact"},
}  # fmt: skip
_OBJECTS = {"WorkflowTemplate": "Workflow", "ClusterWorkflowTemplate": "Workflow"}
_NAMES = {"str": TEXT, "bool": BOOLEAN, "int": WHOLE, "float": "number", "dict": MAPPING}


def find_wrong_type(document: Mapping[str, Any]) -> str:
    """Return the error of the first field whose type is wrong, with its path; "" without one."""
    kind = str(document.get("kind"))
    shape = _OBJECTS.get(kind, kind)
    return _find(document, shape, "") if shape in _SHAPES else ""


def _find(value: Any, shape: Any, path: str) -> str:
    if value is None:
        return ""
    if isinstance(shape, list):
        return _find_in_list(value, shape[0], path)
    if isinstance(shape, tuple):
        fields: Mapping[str, Any] = dict.fromkeys(value, shape[0]) if isinstance(value, dict) else {}
    elif shape in _SHAPES:
        fields = _SHAPES[shape]
    else:
        return "" if _has_type(value, shape) else _describe(value, shape, path)
    if not isinstance(value, dict):
        return _describe(value, MAPPING, path)
    found = (_find(value[name], fields[name], f"{path}.{name}" if path else name) for name in value if name in fields)
    return next(filter(None, found), "")


def _find_in_list(value: Any, shape: Any, path: str) -> str:
    if not isinstance(value, list):
        return _describe(value, "list", path)
    found = (_find(item, shape, f"{path}[{number}]") for number, item in enumerate(value))
    missing = (f"{path}[{number}] has no value" for number, item in enumerate(value) if item is None and shape != ANY)
    return next(filter(None, (*missing, *found)), "")


def _has_type(value: Any, shape: str) -> bool:
    return isinstance(value, _TYPES[shape]) and not (shape == WHOLE and isinstance(value, bool))


def _describe(value: Any, shape: str, path: str) -> str:
    hint = ": put it in quotes" if shape == TEXT and not isinstance(value, (dict, list)) else ""
    return f"{path} must be a {shape}, not a {_NAMES.get(type(value).__name__, 'list')}{hint}"
