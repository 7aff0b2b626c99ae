"""Shorten containers: shell commands to `run`, Kubernetes lists to mappings by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argogen.importing.expansion import restore_argument, restore_source
from argogen.importing.tree import TrackedDict, TrackedList
from argogen.importing.value_shortening import as_scalar
from argogen.language.short_forms import shorten_env_source, shorten_variable
from argogen.language.vocabulary import fields_of

# The order of container fields in a manifest.
_FIELDS = ["image", "command", "args", "workingDir", "env", "envFrom", "resources", "volumeMounts"]
_SHELLS = ("sh", "bash", "ash", "zsh", "ksh", "dash")
_MOUNT_KEYS = {
    "subPath": "sub_path",
    "subPathExpr": "sub_path_expr",
    "readOnly": "read_only",
    "mountPropagation": "mount_propagation",
}


def shorten_container(component: TrackedDict, pipeline: TrackedDict) -> None:
    """Shorten the container or script of a component of a pipeline.

    Lists become mappings by name, a shell command becomes `run`.
    """
    body = next((body for body in ("container", "script") if isinstance(component.get(body), TrackedDict)), "")
    if not body:
        return
    container: TrackedDict = component[body].ordered(_FIELDS)
    component[body] = container
    _move_list(component, container, "env", "env", _read_variables)
    _move_list(component, container, "envFrom", "env_from", _read_sources)
    _move_list(component, container, "volumeMounts", "mounts", _read_mounts)
    if body == "container" and _is_shell_line(container):
        line = restore_argument(container["args"][0], component, pipeline)
        if line is not None:
            _make_run(component, container, line)
    elif "source" in container:
        restore_source(container)
        container.put("source", *container.take("source"))  # the code comes last


def _move_list(
    component: TrackedDict, container: TrackedDict, field: str, key: str, read: Callable[[TrackedList], Any]
) -> None:
    if field in container and (short := read(container[field])) is not None:
        at = container.at.get(field)
        container.take(field)
        component.put(key, short, at)


def _is_shell_line(container: TrackedDict) -> bool:
    command, args = container.get("command"), container.get("args")
    if not (isinstance(command, list) and len(command) == 2 and isinstance(args, list) and len(args) == 1):
        return False
    is_line = isinstance(args[0], str) and bool(args[0]) and all(isinstance(part, str) for part in command)
    others = container.keys() - {"image", "command", "args"}
    # A container with other fields is kept unless all of them have keys.
    return is_line and command[0] in _SHELLS and command[1].startswith("-") and "c" in command[1] and _have_keys(others)


def _have_keys(fields: set[str]) -> bool:
    """Return whether all fields have keys that can be combined with `run`; lists without unique names do not."""
    return fields <= set(fields_of("Container").values()) - {"env", "volumeMounts"}


def _make_run(component: TrackedDict, container: TrackedDict, line: str) -> None:
    """Replace the container by `run`, and move its other fields to keys of the component."""
    line_at = container.at.get("args")
    command = container["command"]
    _, at = component.take("container")
    for key, field in fields_of("Container").items():
        if field in container and field not in ("command", "args"):
            container.move(field, component, key)
    if command != ["sh", "-c"]:
        shell = command[0] if command[1] == "-c" else command
        component.put("shell", shell, container.at.get("command"))
    component.put("run", line, line_at or at)


def _read_variables(env: TrackedList) -> TrackedDict | None:
    """Return variables by name; None for duplicate names, and for additional fields."""
    found = TrackedDict()
    for variable, at in zip(env, env.at, strict=True):
        short = _read_variable(variable) if isinstance(variable, dict) else _UNKNOWN
        if short is _UNKNOWN or variable["name"] in found:
            return None
        found.put(variable["name"], short, at)
    return found


_UNKNOWN = object()


def _read_variable(variable: dict[str, Any]) -> Any:
    if not isinstance(variable.get("name"), str) or variable.keys() - {"name", "value", "valueFrom"}:
        return _UNKNOWN
    if "valueFrom" not in variable:
        return as_scalar(variable["value"]) if isinstance(variable.get("value"), str) else _UNKNOWN
    source = variable["valueFrom"]
    if "value" in variable or not isinstance(source, dict):
        return _UNKNOWN
    return TrackedDict(shorten_variable(source) or {"valueFrom": source})


def _read_sources(sources: TrackedList) -> TrackedList | None:
    """Return ConfigMaps and Secrets in their short form; None for fields without a key."""
    found = [shorten_env_source(source) for source in sources]
    short = [TrackedDict(each, source.at) for each, source in zip(found, sources, strict=True) if each is not None]
    return TrackedList(short, sources.at) if len(short) == len(sources) else None


def _read_mounts(mounts: TrackedList) -> TrackedDict | None:
    """Return mounts by path; None for duplicate paths, and for fields without a key."""
    found = TrackedDict()
    for mount, at in zip(mounts, mounts.at, strict=True):
        if not isinstance(mount, dict) or mount.keys() - {"name", "mountPath", *_MOUNT_KEYS}:
            return None
        path, name = mount.get("mountPath"), mount.get("name")
        if not (isinstance(path, str) and path.startswith("/") and isinstance(name, str) and name) or path in found:
            return None
        options = {short: mount[field] for field, short in _MOUNT_KEYS.items() if field in mount}
        found.put(path, TrackedDict({"volume": name, **options}) if options else name, at)
    return found
