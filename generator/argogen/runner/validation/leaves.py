"""Templates that run a body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data
from argogen.runner.validation.names import RefusedError, check_names
from argogen.runner.variables.scope import list_artifacts, list_parameters

_ACTIONS = ("get", "create", "apply", "delete", "replace", "patch")
_DEADLINE = "activeDeadlineSeconds must be a positive integer > 0 or an argo variable"


def check_leaf(template: Data, base: TemplateBase) -> None:
    """Check a template that runs a body. Raises RefusedError."""
    where = f"templates.{template.get('name') or ''}"
    for kind in ("container", "script"):
        body = template.get(kind)
        if body is None:
            continue
        if kind == "container":
            _check_mounts(template, body, where)
        defaults = (base.spec.get("templateDefaults") or {}).get(kind) or {}
        if not body.get("image") and (base.scope == "cluster" or not defaults.get("image")):
            raise RefusedError(f"{where}.{kind}.image may not be empty")
    if template.get("containerSet") is not None:
        _check_container_set(template, template["containerSet"], where)
    if template.get("resource") is not None:
        _check_resource(template, template["resource"], where)
    _check_deadline(template.get("activeDeadlineSeconds"), where)
    if template.get("parallelism") is not None:
        raise RefusedError(f"{where}.parallelism is only valid for steps and dag templates")


def _check_mounts(template: Data, container: Mapping[str, Any], where: str) -> None:
    seen: dict[str, str] = {}
    for number, mount in enumerate(container.get("volumeMounts") or ()):
        path = mount.get("mountPath") or ""
        if path in seen:
            raise RefusedError(
                f"{where}.container.volumeMounts[{number}].mountPath '{path}' already mounted in {seen[path]}"
            )
        seen[path] = f"container.volumeMounts.{mount.get('name') or ''}"
    for number, artifact in enumerate(list_artifacts(template.get("inputs"))):
        path = artifact.get("path") or ""
        if path in seen:
            raise RefusedError(f"{where}.inputs.artifacts[{number}].path '{path}' already mounted in {seen[path]}")
        seen[path] = f"inputs.artifacts.{artifact['name']}"


def _check_container_set(template: Data, container_set: Mapping[str, Any], where: str) -> None:
    containers = container_set.get("containers") or ()
    if not containers:
        raise RefusedError(f"{where}.containerSet.containers must have at least one container")
    check_names(containers, f"{where}.containerSet.containers")
    names = {container["name"] for container in containers}
    for container in containers:
        for needed in container.get("dependencies") or ():
            if needed not in names:
                raise RefusedError(
                    f"{where}.containerSet.containers.{container['name']} dependency '{needed}' not defined"
                )
    if cycle := _find_cycle({each["name"]: each.get("dependencies") or () for each in containers}):
        raise RefusedError(f"{where}.containerSet.containers dependency cycle detected: {'->'.join(cycle)}")
    outputs = template.get("outputs")
    has_ports = list_artifacts(template.get("inputs")) or list_parameters(outputs) or list_artifacts(outputs)
    if has_ports and "main" not in names:
        raise RefusedError(f'{where}.containerSet.containers must have a container named "main" for input or output')


def _find_cycle(dependencies: Mapping[str, Sequence[str]]) -> list[str]:
    """Return names that depend on each other, from the last one on; empty if there is no cycle."""
    visited: set[str] = set()
    for first in reversed(tuple(dependencies)):
        path, pending = [first], [iter(dependencies[first])]
        while pending:
            needed = next(pending[-1], None)
            if needed is None:
                visited.add(path.pop())
                pending.pop()
            elif needed in path:
                return [*path[path.index(needed) :], needed]
            elif needed not in visited:
                path.append(needed)
                pending.append(iter(dependencies[needed]))
    return []


def _check_resource(template: Data, resource: Mapping[str, Any], where: str) -> None:
    action, manifest, source = resource.get("action") or "", resource.get("manifest"), resource.get("manifestFrom")
    if "{{" not in action and action not in _ACTIONS:
        raise RefusedError(f"{where}.resource.action must be one of: {', '.join(_ACTIONS)}")
    if action in ("delete", "get"):
        return
    if not manifest and source is None:
        raise RefusedError(f"either {where}.resource.manifest or {where}.resource.manifestFrom must be specified")
    if manifest and source is not None:
        rule = "shouldn't have both `manifest` and `manifestFrom` specified in `Manifest` for resource template"
        raise RefusedError(rule)
    name = ((source or {}).get("artifact") or {}).get("name")
    if name and name not in {artifact["name"] for artifact in list_artifacts(template.get("inputs"))}:
        raise RefusedError(f"artifact {name} in `manifestFrom` refer to a non-exist artifact")


def _check_deadline(seconds: Any, where: str) -> None:
    if seconds is None:
        return
    text = str(seconds)
    if not re.fullmatch(r"[+-]?[0-9]+", text) and "{{" not in text:
        raise RefusedError(f"{where}.{_DEADLINE}")
    if text.startswith("-"):
        raise RefusedError(f"{where}.{_DEADLINE}")


def check_timeout(template: Data, *, is_leaf: bool, kind: str) -> None:
    """Check the timeout of a template. Raises RefusedError."""
    timeout = template.get("timeout")
    if not timeout:
        return
    if not is_leaf:
        raise RefusedError(f"{kind} template doesn't support timeout field.")
    if re.fullmatch(r"[+-]?[0-9]+", str(timeout)):
        raise RefusedError(f"{template.get('name') or ''} has invalid duration format in timeout.")
