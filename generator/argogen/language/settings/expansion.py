"""Expand the short forms of settings: `retry: 3`, `mounts: {/data: scores}`, `gpu: 1`, `timeout: 1d`.

Settings are expanded before they are merged, so that short and expanded forms can be merged; later passes read expanded
settings only. Invalid values are unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from argogen.late import import_late
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.argo.notation import durations
else:
    durations = import_late("argogen.argo.notation.durations")

SHORT_NAMES: Mapping[str, str] = {"nvidia.com/gpu": "gpu"}
"""The resources with a short name: that of the most frequent device plugin."""

_FULL_NAMES = {short: name for name, short in SHORT_NAMES.items()}
_SCALARS = (str, int, float)


def expand_settings(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings in expanded form; the same object if all of them are expanded already."""
    changed = {}
    for key, value in settings.items():
        expanded = expand(key, value)
        if expanded is not value:
            changed[key] = expanded
    return {**settings, **changed} if changed else settings


def expand(key: str, value: Any) -> Any:
    """Return the value of a key of a leaf or pipeline in expanded form; the same object if it is expanded already."""
    expansion = _EXPANSIONS.get(key)
    return value if expansion is None or value is None else expansion(value)


def _expand_scalar(field: str) -> Callable[[Any], Any]:
    """Return the expansion of a scalar to an Argo object with this field."""
    return lambda value: {field: value} if isinstance(value, _SCALARS) else value


def _expand_shell(value: Any) -> Any:
    return [value, "-c"] if isinstance(value, str) else value


def _expand_entries(expansion: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the expansion of a mapping by name, in which `null` removes an entry."""

    def expand_each(entries: Any) -> Any:
        if not isinstance(entries, Mapping):
            return entries
        return {name: None if value is None else expansion(value) for name, value in entries.items()}

    return expand_each


def _expand_variable(value: Any) -> Any:
    if type(value) is str:  # fast path: `isinstance` with Mapping is slow
        return {"value": value}
    return value if isinstance(value, Mapping) else {"value": to_string(value)}


def _expand_mount(value: Any) -> Any:
    return {"volume": value} if isinstance(value, str) else value


def expand_resources(value: Any) -> Any:
    """Return Kubernetes ResourceRequirements, with the full resource name for `gpu`."""
    if not isinstance(value, Mapping):
        return value
    expanded = {kind: _expand_amounts(amounts) for kind, amounts in value.items()}
    return expanded if any(expanded[kind] is not amounts for kind, amounts in value.items()) else value


def _expand_amounts(amounts: Any) -> Any:
    if not isinstance(amounts, Mapping) or _FULL_NAMES.keys().isdisjoint(amounts):
        return amounts
    return {_FULL_NAMES.get(name, name): amount for name, amount in amounts.items()}


def _expand_seconds(duration: Any) -> Any:
    """Return seconds, rounded up; a string with a tag is unchanged, because Argo substitutes it later."""
    return math.ceil(durations.read_day_duration(duration)) if _is_duration(duration) else duration


def _expand_timeout(duration: Any) -> Any:
    return durations.format_go_duration(duration) if _is_duration(duration) else duration


def _is_duration(value: Any) -> bool:
    return isinstance(value, _SCALARS) and "{{" not in str(value) and durations.is_day_duration(value)


def _expand_ttl(value: Any) -> Any:
    return {"secondsAfterCompletion": _expand_seconds(value)} if isinstance(value, _SCALARS) else value


def _expand_secrets(value: Any) -> Any:
    return [{"name": item} if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


_EXPANSIONS: Mapping[str, Callable[[Any], Any]] = {
    "retry": _expand_scalar("limit"),
    "shell": _expand_shell,
    "env": _expand_entries(_expand_variable),
    "mounts": _expand_entries(_expand_mount),
    "resources": expand_resources,
    "labels": _expand_entries(to_string),
    "annotations": _expand_entries(to_string),
    "deadline": _expand_seconds,
    "timeout": _expand_timeout,
    "pending_timeout": _expand_timeout,
    # keys of pipelines
    "pod_gc": _expand_scalar("strategy"),
    "ttl": _expand_ttl,
    "image_pull_secrets": _expand_secrets,
    "schedule": lambda value: {"schedules": [value]} if isinstance(value, str) else value,
}
