"""What cannot be had without namespaces: mounts, other users, and paths that exist or that steps use at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.executors.unisolated.paths import find_parent
from argogen.running.calls import Calls
from argogen.running.request import RunRequest
from argogen.running.unisolated.declared import DeclaredPath
from argogen.running.unisolated.overlaps import Overlap, find_overlaps, list_paths
from argogen.testing.structure.graph import Key

Data = Mapping[str, Any]
_ELSEWHERE = "run the workflow in containers or with namespaces, or mock the step: --mock STEP=FILE"
_OTHER_PATH = "use another path, or run the workflow in containers or with namespaces"
_IDENTITIES = (("runAsUser", "user"), ("runAsGroup", "group"))


def check_container(container: Data) -> Iterator[tuple[str, str]]:
    """Yield the mounts and the user of a container."""
    for field, path in (("volumeMounts", "mountPath"), ("volumeDevices", "devicePath")):
        for mount in container.get(field) or ():
            yield (
                f"volume '{mount.get('name')}' cannot be mounted at '{mount.get(path)}' without namespaces",
                _ELSEWHERE,
            )
    yield from check_user(container)


def check_user(fields: Data) -> Iterator[tuple[str, str]]:
    """Yield another user or group than that of this process."""
    own = {"runAsUser": os.geteuid(), "runAsGroup": os.getegid()}
    for field, name in _IDENTITIES:
        wanted = (fields.get("securityContext") or {}).get(field)
        if wanted not in (None, own[field]):
            yield f"'{field}' {wanted} cannot be set without namespaces: the {name} is {own[field]}", _ELSEWHERE


def check_calls(calls: Calls, request: RunRequest) -> Iterator[tuple[Key, str, str]]:
    """Yield the paths of templates that cannot be used, and those that steps use at the same time."""
    for key, paths in list_paths(calls).items():
        for each in dict.fromkeys(paths):
            for message in _check_path(each):
                yield key, message, _OTHER_PATH
    for key, template in calls.reachable.items():
        for message, hint in check_container({**(template.get("containerSet") or {}), "securityContext": None}):
            yield key, message, hint
        for message, hint in _check_folders(template, [each.path for each in list_paths(calls).get(key, ())]):
            yield key, message, hint
    for overlap in find_overlaps(calls, is_serial=request.limit == 1):
        yield overlap.key, _describe(overlap), "use different paths, run one step after the other, or add --jobs 1"


def _check_path(declared: DeclaredPath) -> Iterator[str]:
    name = f"path '{declared.written}' of {declared.owner}"
    if not declared.path:
        return  # it is checked when the step starts
    parent = find_parent(declared.path)
    if os.path.lexists(declared.path):
        yield f"{name} exists on this machine, and a step without namespaces would replace it"
    elif not os.path.isdir(parent) or not os.access(parent, os.W_OK | os.X_OK):  # noqa: PTH112
        yield f"{name} cannot be created: '{parent}' is not a directory that can be written"


def _check_folders(template: Data, paths: list[str]) -> Iterator[tuple[str, str]]:
    """Yield working directories that do not exist, and that are not at paths of the template."""
    group = (template.get("containerSet") or {}).get("containers") or ()
    bodies = [template[body] for body in ("container", "script") if template.get(body)]
    for container in (*bodies, *group, *(template.get("initContainers") or ()), *(template.get("sidecars") or ())):
        folder = str(container.get("workingDir") or "")
        is_own = any(folder == path or folder.startswith(f"{path}/") for path in paths)
        if folder and "{{" not in folder and not is_own and not os.path.isdir(folder):  # noqa: PTH112
            yield f"working directory '{folder}' does not exist on this machine", "create it, or use another one"


def _describe(overlap: Overlap) -> str:
    mine = f"path '{overlap.path}'"
    if overlap.key == overlap.other_key and overlap.path == overlap.other_path:
        return f"{mine} is used by several steps at once without namespaces: {overlap.reason}"
    theirs = f"path '{overlap.other_path}' of template '{overlap.other_key[2]}'"
    return f"{mine} overlaps with {theirs} without namespaces: {overlap.reason}"
