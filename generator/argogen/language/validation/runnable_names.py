"""Suggest the native line for a setting of runnable configurations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from argogen.language.validation.value_descriptions import name_owner, write_flow
from argogen.suggestions import find_same

_POLICIES = ("Always", "OnFailure", "OnError", "OnTransientError")
_RETRY = {"retry_policy": "retryPolicy", "back_off": "backoff"}
_BACKOFF = {"duration_in_seconds": "duration", "max_duration": "maxDuration"}
_UNITS = (("d", 86400), ("h", 3600), ("m", 60))
_LONGEST_LINE = 100
# Definitions whose `defaults` have the settings of leaves.
_AROUND_DEFAULTS = frozenset({"", "project", "environment", "pack"})


class NativeLine(NamedTuple):
    """The native key that replaces a setting of runnable, and the hint that shows it.

    `owner` names a runnable configuration unless the setting is an Argo field in snake case, too. `is_here` is True if
    the key belongs to the same object.
    """

    key: str
    owner: str
    hint: str
    is_here: bool = True


def find_native_line(name: str, value: Any, definition: str) -> NativeLine | None:
    """Return the replacement of a setting of runnable in an object of a definition; None for any other name."""
    if name not in _LINES:
        return None
    key, write = _LINES[name]
    line = _show(key, _try(write, value, definition))
    owner = "" if name in _ALSO_ARGOS else name_owner("runnable_configuration")
    if name in _OF_PIPELINES and definition:
        return NativeLine(key, owner, f"use {line} on the pipeline", is_here=False)
    if definition in _AROUND_DEFAULTS and (definition or name not in _ON_PIPELINES):
        return NativeLine(key, owner, f"use defaults: {{{line}}}", is_here=False)
    return NativeLine(key, owner, f"use {line}")


def _try(write: Callable[[Any], Any], value: Any, definition: str) -> Any:
    """Return the value in its native form; None for an invalid one."""
    try:
        # In defaults and profiles, the setting has the semantics of runnable: the default policy is Always.
        is_retry = write is _write_retry and definition == "settings"
        return write({"retryPolicy": "Always", **value} if is_retry else value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _show(key: str, value: Any) -> str:
    """Return a key with its value on one line; of a mapping that does not fit, the first entry."""
    line = write_flow({key: value})[1:-1]
    if len(line) > _LONGEST_LINE and isinstance(value, dict) and len(value) > 1:
        return f"{write_flow({key: dict([next(iter(value.items()))])})[1:-2]}, …}}"
    return line if value else f"{key}: …"


def _write_duration(seconds: float) -> Any:
    unit, size = next((unit for unit in _UNITS if seconds % unit[1] == 0), ("s", 1))
    return f"{seconds // size}{unit}" if isinstance(seconds, int) and seconds else seconds


def _write_retry(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the RetryStrategy of Argo, whose fields have other names."""
    retry: dict[str, Any] = {_RETRY.get(key, key): item for key, item in value.items()}
    if policy := retry.get("retryPolicy"):
        retry["retryPolicy"] = find_same(policy, _POLICIES) or policy
    if backoff := retry.get("backoff"):
        fields = {_BACKOFF.get(key, key): item for key, item in backoff.items()}
        retry["backoff"] = {key: _write_wait(item) if key != "factor" else item for key, item in fields.items()}
    return {"limit": retry.pop("limit"), **retry}


def _write_wait(value: Any) -> Any:
    return f"{value}s" if isinstance(value, int) else value


def _write_secrets(secrets: list[Mapping[str, str]]) -> dict[str, Any]:
    return {
        each["environment_variable"]: {"secret": each["secret_name"], "key": each["secret_key"]} for each in secrets
    }


def _write_mounts(volumes: list[Mapping[str, str]]) -> dict[str, Any]:
    return {each["mount_path"]: {"claim": each["name"]} for each in volumes}


_LINES: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "service_account_name": ("service_account", lambda name: name),
    "secrets_from_k8s": ("env", _write_secrets),
    "persistent_volumes": ("mounts", _write_mounts),
    "retry_strategy": ("retry", _write_retry),
    "max_step_duration_in_seconds": ("deadline", _write_duration),
    "max_workflow_duration_in_seconds": ("deadline", _write_duration),
}
_OF_PIPELINES = frozenset({"max_workflow_duration_in_seconds"})
_ALSO_ARGOS = frozenset({"service_account_name", "retry_strategy"})
# On a pipeline, the native key of these sets the field of the workflow.
_ON_PIPELINES = _ALSO_ARGOS | _OF_PIPELINES
