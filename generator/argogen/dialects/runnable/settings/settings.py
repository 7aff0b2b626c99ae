"""Convert settings of runnable's executor for Argo to settings of a pipeline and its steps.

This module contains the defaults of runnable; an empty setting (null, an empty string, 0) counts as not set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.durations import format_go_duration
from argogen.dialects.runnable.names import write_name
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.language.short_forms import shorten_metadata
from argogen.yaml.scalars import to_string

_HOUR = 3600
# Settings that cannot be overridden for a step, with the reason.
NOT_PER_STEP: Mapping[str, str] = {
    "name": "a workflow has a single name",
    "namespace": "all pods of a workflow are in its namespace",
    "annotations": "annotations apply to the workflow",
    "labels": "labels apply to all objects of the workflow",
    "pod_gc": "pod garbage collection applies to all pods of the workflow",
    "service_account_name": "a workflow has a single service account",
    "secrets_from_k8s": "secrets are available in every container",
    "expose_parameters_as_inputs": "parameters belong to the workflow",
    "max_workflow_duration_in_seconds": "use 'max_step_duration_in_seconds' for a step",
    "persistent_volumes": "volumes are mounted into every container",
    "output_file": "a pipeline has a single manifest",
}
_DEFAULTS: Mapping[str, Any] = {
    "name": "runnable-dag-",
    "pod_gc": "OnPodCompletion",
    "max_workflow_duration_in_seconds": 24 * _HOUR,
    "resources": {},
    "max_step_duration_in_seconds": 2 * _HOUR,
}
# Settings that are mappings of strings, which may be empty.
_STRING_MAPPINGS = frozenset({"annotations", "labels", "node_selector"})
# Settings that are merged with those of an override.
_MERGED = ("resources", "retry_strategy")
_LIMITS = {"memory": "1Gi", "cpu": "250m"}
_POLICIES = ("Always", "OnFailure", "OnError", "OnTransientError")
_PULLS = ("Always", "IfNotPresent", "Never")
_GARBAGE = ("OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess")

Form = Callable[[Any], Mapping[str, Any]]


class Setting(NamedTuple):
    """A non-empty setting, and its location."""

    value: Any
    origin: SourceLocation


def drop_empty(config: Any) -> Any:
    """Remove the empty settings of a configuration and its overrides."""
    if not isinstance(config, Mapping):
        return config
    overrides = config.get("overrides")
    if isinstance(overrides, Mapping):
        config = {**config, "overrides": {name: drop_empty(each) for name, each in overrides.items()}}
    pruned = {name: _prune(name, value) if name in _KNOWN else value for name, value in config.items()}
    return {name: value for name, value in pruned.items() if name not in _KNOWN or _is_given(value)}


def _is_given(value: Any) -> bool:
    """Return whether a setting is set; empty lists and mappings are kept for validation."""
    return isinstance(value, (bool, list, dict)) or _is_set(value)


def _prune(name: str, value: Any) -> Any:
    """Remove the empty entries of a setting; labels and similar mappings may have empty values."""
    if not isinstance(value, Mapping):
        return value
    if name in _STRING_MAPPINGS:
        return {key: item for key, item in value.items() if item is not None}
    pruned = {key: _prune(key, item) for key, item in value.items()}
    return {key: item for key, item in pruned.items() if _is_set(item)}


def _is_set(value: Any) -> bool:
    return isinstance(value, bool) or (value != 0 and value not in (None, "", [], {}))


def list_settings(settings: Mapping[str, Any], origin: SourceLocation) -> dict[str, Setting]:
    """Return the non-empty settings with their locations."""
    return {name: Setting(value, origin.at(name)) for name, value in settings.items() if _is_set(value)}


def write_defaults(given: Mapping[str, Setting], origin: SourceLocation) -> dict[str, Any]:
    """Return the defaults of all leaf steps."""
    return _write(_WITH_DEFAULTS, _add_defaults(given, origin))


def write_override(given: Mapping[str, Setting], inherited: Mapping[str, Setting]) -> dict[str, Any]:
    """Return the settings of steps that use an override; `inherited` are the settings of all steps."""
    merged = {name: _over(given[name], inherited[name]) for name in _MERGED if name in given and name in inherited}
    return _write(_OF_STEP, {**given, **merged})


def _over(setting: Setting, inherited: Setting) -> Setting:
    is_mapping = isinstance(setting.value, Mapping) and isinstance(inherited.value, Mapping)
    return setting._replace(value=_merge(inherited.value, setting.value)) if is_mapping else setting


def _merge(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    both = {key: _merge(low[key], value) for key, value in high.items() if isinstance(value, Mapping) and key in low}
    return {**low, **high, **both}


def write_workflow(given: Mapping[str, Setting], origin: SourceLocation) -> dict[str, Any]:
    """Convert settings to keys of a pipeline."""
    return _write(_OF_WORKFLOW, _add_defaults(given, origin))


def _add_defaults(given: Mapping[str, Setting], origin: SourceLocation) -> dict[str, Setting]:
    """Add the defaults of runnable to the given settings."""
    return {**{name: Setting(value, origin) for name, value in _DEFAULTS.items()}, **given}


def _write(forms: Mapping[str, Form], given: Mapping[str, Setting]) -> dict[str, Any]:
    """Convert each setting by its form, and keep its location."""
    written: dict[str, Any] = {}
    for name, setting in given.items():
        if name in forms:
            converted = {key: LocatedValue(setting.origin, value) for key, value in forms[name](setting.value).items()}
            written.update(converted)
    return written


def _as_is(key: str) -> Form:
    return lambda value: {key: value}


def _one_of(key: str, words: Sequence[str]) -> Form:
    """Normalize the case of a choice; invalid choices are reported by schema validation."""
    folded = {word.casefold(): word for word in words}
    return lambda value: {key: folded.get(value.casefold(), value) if isinstance(value, str) else value}


def _write_name(prefix: str) -> dict[str, Any]:
    metadata = {"generateName": prefix}
    return shorten_metadata("Workflow", metadata).get("generateName", {"metadata": metadata})


def _write_tolerations(value: Any) -> dict[str, Any]:
    return {"tolerations": [value] if isinstance(value, Mapping) else value}


def _write_resources(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"resources": {**value, "limits": {**_LIMITS, **value.get("limits", {})}}}


def _write_retry(value: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a retry strategy: without a limit, Argo retries indefinitely, and runnable does not retry."""
    if "limit" not in value:
        return {}
    policy = _one_of("retryPolicy", _POLICIES)(value.get("retryPolicy") or value.get("retry_policy") or "Always")
    backoff = _write_backoff(value.get("backoff") or value.get("back_off") or {})
    return {"retry": {"limit": value["limit"], **policy, **({"backoff": backoff} if backoff else {})}}


def _write_backoff(value: Mapping[str, Any]) -> dict[str, Any]:
    fields = {
        "duration": _as_duration(value.get("duration") or value.get("duration_in_seconds")),
        "factor": value.get("factor"),
        "maxDuration": _as_duration(value.get("max_duration") or value.get("maxDuration")),
    }
    return {name: field for name, field in fields.items() if field}


def _as_duration(value: Any) -> Any:
    """Convert seconds, or keep a duration in Argo format."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        return value
    return format_go_duration(value) if value else None


def _write_step_duration(seconds: float) -> dict[str, Any]:
    """Return the maximum duration of a step, and a timeout with an additional hour of waiting."""
    return {"deadline": seconds, "timeout": seconds + _HOUR}


def _write_secrets(secrets: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"env": {each["environment_variable"]: write_secret(each) for each in secrets}}


def write_secret(secret: Mapping[str, str]) -> dict[str, str]:
    """Return the value of an environment variable from a Secret."""
    return {"secret": secret["secret_name"], "key": secret["secret_key"]}


def _write_mounts(volumes: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"mounts": {each["mount_path"]: write_name(each["name"]) for each in volumes}}


def _write_volumes(volumes: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"volumes": {write_name(each["name"]): {"claim": each["name"]} for each in volumes}}


def _write_labels(labels: Mapping[str, Any]) -> dict[str, Any]:
    return {"labels": labels, "pod_metadata": {"labels": {name: to_string(value) for name, value in labels.items()}}}


_IN_POD: Mapping[str, Form] = {
    "image": _as_is("image"),
    "image_pull_policy": _one_of("image_pull_policy", _PULLS),
    "retry_strategy": _write_retry,
    "max_step_duration_in_seconds": _write_step_duration,
}
_ON_NODE: Mapping[str, Form] = {"node_selector": _as_is("node_selector"), "tolerations": _write_tolerations}
_WITH_DEFAULTS: Mapping[str, Form] = {
    **_IN_POD,
    "resources": _write_resources,
    "secrets_from_k8s": _write_secrets,
    "persistent_volumes": _write_mounts,
}
_OF_STEP: Mapping[str, Form] = {**_IN_POD, **_ON_NODE, "resources": _as_is("resources")}
_OF_WORKFLOW: Mapping[str, Form] = {
    "name": _write_name,
    "namespace": _as_is("namespace"),
    "annotations": _as_is("annotations"),
    "labels": _write_labels,
    "pod_gc": _one_of("pod_gc", _GARBAGE),
    "service_account_name": _as_is("service_account"),
    "max_workflow_duration_in_seconds": _as_is("deadline"),
    "parallelism": _as_is("parallelism"),
    "persistent_volumes": _write_volumes,
    **_ON_NODE,
}
_KNOWN = frozenset({*NOT_PER_STEP, *_WITH_DEFAULTS, *_OF_STEP, *_OF_WORKFLOW})
