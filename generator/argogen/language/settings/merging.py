"""Merging of expanded settings: mappings merge, lists replace, `null` removes.

The entries of `env` and `mounts` are one thing each: one of the same name replaces another as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

BY_NAME = frozenset({"env", "mounts"})
"""Settings whose entries replace one another by name."""


class EffectiveSettings(NamedTuple):
    """What a leaf is set to: `env` and `mounts`, in which most leaves differ, and all else, in which few do.

    `removed` names those of the two that a layer removes as a whole.
    """

    base: Mapping[str, Any] = {}
    env: Mapping[str, Any] = {}
    mounts: Mapping[str, Any] = {}
    removed: frozenset[str] = frozenset()


NO_SETTINGS = EffectiveSettings()


def split_settings(settings: Mapping[str, Any]) -> EffectiveSettings:
    """Return expanded settings in the parts in which they are merged."""
    if BY_NAME.isdisjoint(settings):
        return EffectiveSettings(settings)
    base = {key: value for key, value in settings.items() if key not in BY_NAME}
    removed = frozenset(key for key in BY_NAME if key in settings and settings[key] is None)
    return EffectiveSettings(base, settings.get("env") or {}, settings.get("mounts") or {}, removed)


def merge_settings(lower: EffectiveSettings, upper: EffectiveSettings) -> EffectiveSettings:
    """Return two sets of settings as one, of which `upper` wins; a part to which nothing is added stays the object."""
    env = {} if "env" in upper.removed else lower.env
    mounts = {} if "mounts" in upper.removed else lower.mounts
    return EffectiveSettings(
        merge(lower.base, upper.base) if upper.base else lower.base,
        _replace_by_name(env, upper.env) if upper.env else env,
        _replace_by_name(mounts, upper.mounts) if upper.mounts else mounts,
    )


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Return two mappings as one, to any depth; what stands in both keeps its position."""
    merged = dict(lower)
    for key, value in upper.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            merged[key] = merge(below if isinstance(below, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def _replace_by_name(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Mapping[str, Any]:
    merged = {**lower, **upper}
    return {name: value for name, value in merged.items() if name not in upper or value is not None}
