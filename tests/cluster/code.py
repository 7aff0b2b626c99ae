"""The functions that runnable pipelines call, in a ConfigMap instead of their image."""

from __future__ import annotations

from tests.examples.gallery import RUNNABLE

from .kubectl import Object

_FOLDER = "/opt/code"
CODE: Object = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "code"},
    "data": {file.name: file.read_text("utf-8") for file in sorted(RUNNABLE.glob("*.py"))},
}


def add_code(workflow: Object) -> Object:
    """Return the workflow with the code on the Python path of containers, and with pods that are kept for logs."""
    spec = {name: field for name, field in workflow["spec"].items() if name != "podGC"}
    volumes = [*spec.get("volumes", []), {"name": "code", "configMap": {"name": "code"}}]
    return {**workflow, "spec": {**spec, "volumes": volumes, "templates": [_add(each) for each in spec["templates"]]}}


def _add(template: Object) -> Object:
    body = next((key for key in ("container", "script") if key in template), "")
    if not body:
        return template
    container = template[body]
    env = [*container.get("env", []), {"name": "PYTHONPATH", "value": _FOLDER}]
    mounts = [*container.get("volumeMounts", []), {"name": "code", "mountPath": _FOLDER}]
    return {**template, body: {**container, "env": env, "volumeMounts": mounts}}
