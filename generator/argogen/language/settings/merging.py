"""Merge expanded settings: mappings are merged, lists are replaced, `null` removes a setting.

Entries of `env` and `mounts` are not merged: an entry replaces one with the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argogen.records import TupleRecord

BY_NAME = frozenset({"env", "mounts"})
"""Settings whose entries are replaced by name."""


_NO_ENTRIES: Mapping[str, Any] = {}
_NOTHING: frozenset[str] = frozenset()


class EffectiveSettings(TupleRecord):
    """The settings of a leaf: `env` and `mounts`, which differ between most leaves, and `base`, which few change.

    `removed` contains `env` or `mounts` if a layer removes it as a whole.
    """

    base: Mapping[str, Any] = _NO_ENTRIES
    env: Mapping[str, Any] = _NO_ENTRIES
    mounts: Mapping[str, Any] = _NO_ENTRIES
    removed: frozenset[str] = _NOTHING


NO_SETTINGS = EffectiveSettings()


def split_settings(settings: Mapping[str, Any]) -> EffectiveSettings:
    """Split expanded settings into the parts that are merged separately."""
    if BY_NAME.isdisjoint(settings):
        return EffectiveSettings(settings)
    base = {key: value for key, value in settings.items() if key not in BY_NAME}
    env, mounts = settings.get("env", _NO_ENTRIES), settings.get("mounts", _NO_ENTRIES)
    removed = _NOTHING if env is not None and mounts is not None else _list_removed(settings)
    return EffectiveSettings(base, env or _NO_ENTRIES, mounts or _NO_ENTRIES, removed)


def _list_removed(settings: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(key for key in BY_NAME if key in settings and settings[key] is None)


def merge_settings(lower: EffectiveSettings, upper: EffectiveSettings) -> EffectiveSettings:
    """Merge two sets of settings; `upper` takes precedence. A part without changes remains the same object."""
    env = _NO_ENTRIES if "env" in upper.removed else lower.env
    mounts = _NO_ENTRIES if "mounts" in upper.removed else lower.mounts
    return EffectiveSettings(
        merge(lower.base, upper.base) if upper.base else lower.base,
        _replace_by_name(env, upper.env) if upper.env else env,
        _replace_by_name(mounts, upper.mounts) if upper.mounts else mounts,
    )


def merge_layers(layers: Iterable[EffectiveSettings]) -> EffectiveSettings:
    """Merge any number of sets of settings; the last takes precedence."""
    base: dict[str, Any] = {}
    env: dict[str, Any] = {}
    mounts: dict[str, Any] = {}
    for layer in layers:
        _add(base, layer.base)
        for key, entries, upper in ("env", env, layer.env), ("mounts", mounts, layer.mounts):
            if key in layer.removed:
                entries.clear()
            _replace(entries, upper)
    return EffectiveSettings(base, env, mounts)


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two mappings to any depth; keys of `lower` keep their positions."""
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


def _add(merged: dict[str, Any], upper: Mapping[str, Any]) -> None:
    """Merge a mapping into another in place; the latter must not contain shared mappings."""
    for key, value in upper.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            if not isinstance(below, dict):
                below = merged[key] = {}
            _add(below, value)
        else:
            merged[key] = value


def _replace_by_name(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Mapping[str, Any]:
    if not lower and None not in upper.values():
        return upper
    merged = dict(lower)
    _replace(merged, upper)
    return merged


def _replace(merged: dict[str, Any], upper: Mapping[str, Any]) -> None:
    """Replace entries, or remove those that are None."""
    for name, value in upper.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = value
