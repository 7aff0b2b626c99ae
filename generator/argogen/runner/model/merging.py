"""Merge objects like the strategic merge patch of Kubernetes, which Argo uses for defaults and templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Lists that are merged by a key of their elements; other lists are replaced.
_KEYS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "parameters", "artifacts", "templates", "tasks", "volumes", "volumeClaimTemplates", "env", "initContainers",
            "sidecars", "containers", "imagePullSecrets",
        ),
        "name",
    ),
    "volumeMounts": "mountPath", "volumeDevices": "devicePath", "ports": "containerPort", "hostAliases": "ip",
}  # fmt: skip


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the values of `over` in their place."""
    merged = dict(base)
    for name, value in over.items():
        merged[name] = _merge_value(name, merged.get(name), value)
    return merged


def _merge_value(name: str, base: Any, over: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return merge(base, over)
    key = _KEYS.get(name)
    if key is not None and isinstance(base, list) and isinstance(over, list) and _have_key((*base, *over), key):
        return _merge_lists(base, over, key)
    return over


def _have_key(elements: tuple[Any, ...], key: str) -> bool:
    return all(isinstance(element, Mapping) and key in element for element in elements)


def _merge_lists(base: list[Any], over: list[Any], key: str) -> list[Any]:
    merged = {element[key]: element for element in base}
    for element in over:
        known = merged.get(element[key])
        merged[element[key]] = element if known is None else merge(known, element)
    return list(merged.values())
