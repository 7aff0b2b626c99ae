"""Containers in the words of the language: shells as `run`, lists of Kubernetes' as mappings by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argogen.importing.tree import TrackedDict, TrackedList
from argogen.importing.value_shortening import as_scalar
from argogen.language.vocabulary import fields_of

# The order in which a manifest has the fields of a container.
_FIELDS = ["image", "command", "args", "workingDir", "env", "envFrom", "resources", "volumeMounts"]
_SHELLS = ("sh", "bash", "ash", "zsh", "ksh", "dash")
_MOUNT_KEYS = {
    "subPath": "sub_path",
    "subPathExpr": "sub_path_expr",
    "readOnly": "read_only",
    "mountPropagation": "mount_propagation",
}


def shorten_container(component: TrackedDict) -> None:
    """Shorten the container or script of a component: lists become mappings by name, a shell command becomes `run`."""
    body = next((body for body in ("container", "script") if isinstance(component.get(body), TrackedDict)), "")
    if not body:
        return
    container: TrackedDict = component[body].ordered(_FIELDS)
    component[body] = container
    _move_list(component, container, "env", "env", _read_variables)
    _move_list(component, container, "envFrom", "env_from", _read_sources)
    _move_list(component, container, "volumeMounts", "mounts", _read_mounts)
    if body == "container" and _is_shell_line(container):
        _make_run(component, container)
    elif "source" in container:
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
    # What is in the shell's own words stays with the container that it is about.
    return is_line and command[0] in _SHELLS and command[1].startswith("-") and "c" in command[1] and _have_keys(others)


def _have_keys(fields: set[str]) -> bool:
    """Return whether the fields can be keys beside `run`; lists that do not go by name cannot."""
    return fields <= set(fields_of("Container").values()) - {"env", "volumeMounts"}


def _make_run(component: TrackedDict, container: TrackedDict) -> None:
    """`run` instead of the container, whose other fields become keys beside it."""
    line, line_at = container["args"][0], container.at.get("args")
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
    """Return variables by name; None for duplicate names, and for fields beside the source."""
    found = TrackedDict()
    for variable, at in zip(env, env.at, strict=True):
        short = _read_variable(variable) if isinstance(variable, dict) else _UNKNOWN
        if short is _UNKNOWN or variable["name"] in found:
            return None
        found.put(variable["name"], short, at)
    return found


_UNKNOWN = object()
_KEY_SOURCES = {"secretKeyRef": "secret", "configMapKeyRef": "config_map"}


def _read_variable(variable: dict[str, Any]) -> Any:
    if not isinstance(variable.get("name"), str) or variable.keys() - {"name", "value", "valueFrom"}:
        return _UNKNOWN
    if "valueFrom" not in variable:
        return as_scalar(variable["value"]) if isinstance(variable.get("value"), str) else _UNKNOWN
    source = variable["valueFrom"]
    if "value" in variable or not isinstance(source, dict):
        return _UNKNOWN
    return _read_source(source) or TrackedDict({"valueFrom": source})


def _read_source(source: dict[str, Any]) -> TrackedDict | None:
    kind = next(iter(source), "")
    fields = source.get(kind)
    if len(source) != 1 or not isinstance(fields, dict):
        return None
    if kind == "fieldRef" and set(fields) == {"fieldPath"}:
        return TrackedDict({"field": fields["fieldPath"]})
    if kind in _KEY_SOURCES and {"name", "key"} <= fields.keys() <= {"name", "key", "optional"}:
        rest = {"optional": fields["optional"]} if "optional" in fields else {}
        return TrackedDict({_KEY_SOURCES[kind]: fields["name"], "key": fields["key"], **rest})
    return None


def _read_sources(sources: TrackedList) -> TrackedList | None:
    return TrackedList([_read_env_source(source) for source in sources], sources.at)


def _read_env_source(source: TrackedDict) -> TrackedDict:
    for field, word in (("secretRef", "secret"), ("configMapRef", "config_map")):
        fields = source.get(field)
        if isinstance(fields, dict) and {"name"} <= fields.keys() <= {"name", "optional"}:
            rest = {key: value for key, value in source.items() if key != field}
            optional = {"optional": fields["optional"]} if "optional" in fields else {}
            return TrackedDict({word: fields["name"], **rest, **optional}, source.at)
    return source


def _read_mounts(mounts: TrackedList) -> TrackedDict | None:
    """Return mounts by path; None for duplicate paths, and for fields that the language lacks."""
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
