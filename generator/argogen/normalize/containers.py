"""The container of a leaf: its body's own object, with the settings around it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.context import Container, EnvSource, EnvVar
from argogen.normalize.drafts import Draft
from argogen.normalize.findings import Findings
from argogen.normalize.values import as_text
from argogen.structure import Structure
from argogen.vocabulary import fields_of

Write = Callable[[Any], Any]

_GPU = "nvidia.com/gpu"
# Fields of a container that have a place of their own in the Context.
_NAMED = frozenset({"image", "command", "args", "source", "workingDir", "env", "envFrom", "resources", "volumeMounts"})
_ADD_UP = frozenset({"env", "volumeMounts"})


def body_object(draft: Draft) -> Mapping[str, Any]:
    """The container as the body gives it, in Kubernetes' spelling; `run` is a command and its one argument."""
    if draft.body != "run":
        return {name: value for name, value in draft.data[draft.body].items() if name != "file"}
    return {"args": [draft.data["run"]]}


def check_set_twice(draft: Draft, findings: Findings) -> None:
    """Report what stands both in the body's object and as a key of the same step."""
    body = body_object(draft)
    for key, field in fields_of("Container").items():
        if key in draft.data and field in body and field not in _ADD_UP and key != "shell":
            message = f"'{key}' is set here and as '{field}' of {draft.body}"
            findings.error("set-twice", message, (*draft.path, key), "keep one of them", key=True)


def build_container(
    draft: Draft, settings: Mapping[str, Any], structure: Structure, write: Write, mounts: tuple[Any, ...]
) -> Container:
    """The container of a leaf; `write` puts Argo's tags for references into a value."""
    definition = "ScriptTemplate" if draft.body == "script" else "Container"
    body = structure.coerce(body_object(draft), definition)
    field = {**_fields(settings, structure), **body}
    command = _shell(settings) if draft.body == "run" else field.get("command") or ()
    return Container(
        image=write(field.get("image")),
        command=tuple(write(list(command))),
        args=tuple(write(list(field.get("args") or ()))),
        source=draft.source or write(field.get("source")),
        working_dir=write(field.get("workingDir")),
        env=tuple(_env(write(body.get("env") or []), write(settings.get("env") or {}))),
        env_from=tuple(_env_from(write(body.get("envFrom") or []), write(settings.get("env_from") or []))),
        resources=write(_resources(field.get("resources"))),
        mounts=mounts,
        others=write({name: value for name, value in field.items() if name not in _NAMED}),
    )


def _fields(settings: Mapping[str, Any], structure: Structure) -> Mapping[str, Any]:
    fields = {field: settings[key] for key, field in fields_of("Container").items() if key in settings}
    plain = {name: value for name, value in fields.items() if name not in ("env", "envFrom", "volumeMounts")}
    if "resources" in plain:
        plain["resources"] = _resources(plain["resources"])
    coerced: Mapping[str, Any] = structure.coerce(plain, "Container")
    return coerced


def _shell(settings: Mapping[str, Any]) -> list[str]:
    shell = settings.get("shell", "sh")
    return [shell, "-c"] if isinstance(shell, str) else shell


def _resources(resources: Any) -> Any:
    """Kubernetes' resources, with `gpu` under the name of the device plugin that nearly everyone has."""
    if not isinstance(resources, dict):
        return resources
    return {kind: _name_gpu(amounts) for kind, amounts in resources.items()}


def _name_gpu(amounts: Any) -> Any:
    if not isinstance(amounts, dict) or "gpu" not in amounts:
        return amounts
    return {_GPU if name == "gpu" else name: as_text(value) for name, value in amounts.items()}


def _env(own: list[Any], settings: Mapping[str, Any]) -> Iterator[EnvVar]:
    """The body's own variables first; a setting of the same name is that variable's, so it is left out."""
    for variable in own:
        yield EnvVar(variable["name"], variable.get("value"), value_from=variable.get("valueFrom"))
    taken = {variable["name"] for variable in own}
    for name, value in settings.items():
        if name not in taken:
            yield _variable(name, value)


def _variable(name: str, value: Any) -> EnvVar:
    if not isinstance(value, dict):
        return _literal(name, as_text(value))
    fields = {key: item for key, item in value.items() if key != "valueFrom"}
    return EnvVar(name, value_from=value.get("valueFrom"), **fields)


@functools.lru_cache(1024)
def _literal(name: str, value: str) -> EnvVar:
    """One object for what stands in many containers, so that it is rendered once."""
    return EnvVar(name, value)


def _env_from(own: list[Any], settings: list[Any]) -> Iterator[EnvSource]:
    for source in [*own, *settings]:
        named = {key: source[key] for key in ("prefix", "secret", "config_map", "optional") if key in source}
        yield EnvSource(**named, others={key: item for key, item in source.items() if key not in named})
