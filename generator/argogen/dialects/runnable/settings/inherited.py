"""runnable's settings in `defaults` and profiles of argogen's own: what they are in the language.

Most are settings under another name. What is the workflow's in runnable is the pipeline's here, wherever it was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from argogen.diagnostics import InvalidInputError, has_errors
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.value_sources import join
from argogen.dialects.runnable.settings.settings import (
    NOT_PER_STEP,
    Setting,
    drop_empty,
    list_settings,
    merge_over,
    write_inherited,
    write_inherited_workflow,
)
from argogen.dialects.translation import LocatedValue, SourceLocation, translate
from argogen.language.vocabulary import foreign_keys
from argogen.yaml import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.spelled_numbers import keep_spelling

_ADD_UP = frozenset({"env", "mounts"})
_EMPTY: Mapping[str, Any] = {}
_NONE: Mapping[str, Setting] = {}


class InheritedSettings(NamedTuple):
    """A document in the language's own words, and the keys that pipelines get from it, each with its place."""

    document: Document
    pipeline: Mapping[str, Any]


def expand_settings(document: Document, holders: Iterable[NodePath]) -> InheritedSettings:
    """Return the same for some mappings of a document that hold `defaults` and `profiles`. Raises InvalidInputError."""
    collector = TranslationCollector()
    data = keep_spelling(document)
    pipeline: dict[str, Any] = {}
    for path in holders:
        holder = _SettingsHolder(SourceLocation(document, path), collector)
        pipeline |= holder.find_pipelines_keys(_find(data, path))
        data = _replace(data, path, holder.expand_settings(_find(data, path)))
    if has_errors(collector.diagnostics):
        raise InvalidInputError(collector.diagnostics)
    return InheritedSettings(translate(LocatedValue(SourceLocation(document, ()), data)), pipeline)


def add_keys(document: Document, keys: Mapping[str, Any]) -> Document:
    """Return a pipeline with these keys, and these volumes, where it has none of its own."""
    data, origin = keep_spelling(document), SourceLocation(document, ())
    own = _with_places(data, origin)
    if "volumes" in keys and data.get("volumes"):
        volumes = {**keys["volumes"].value, **_with_places(data["volumes"], origin.at("volumes"))}
        own["volumes"] = LocatedValue(origin.at("volumes"), volumes)
    return translate(LocatedValue(origin, {**keys, **own}))


class _SettingsHolder(NamedTuple):
    origin: SourceLocation
    collector: TranslationCollector

    def find_pipelines_keys(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys of pipelines among the defaults, or beside them."""
        beside = {name: held[name] for name in _BESIDE if name in held}
        given = _list_foreign(held.get("defaults") or _EMPTY, self.origin.at("defaults"))
        return write_inherited_workflow({**given, **_list_foreign(beside, self.origin)})

    def expand_settings(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """Return the mapping with the language's own settings only."""
        spelled = {key: value for key, value in held.items() if key not in _BESIDE}
        for key in ("defaults", "final"):
            if held.get(key):
                spelled[key] = self._expand_settings(held[key], self.origin.at(key))
        inherited = _list_foreign(held.get("defaults") or _EMPTY, self.origin.at("defaults"))
        for name, profile in (held.get("profiles") or _EMPTY).items():
            origin = self.origin.at("profiles", name)
            self._refuse(profile, origin)
            spelled["profiles"] = {**spelled["profiles"], name: self._expand_settings(profile, origin, inherited)}
        return spelled

    def _expand_settings(
        self, settings: Mapping[str, Any], origin: SourceLocation, inherited: Mapping[str, Setting] = _NONE
    ) -> LocatedValue:
        own = {key: value for key, value in settings.items() if key not in foreign_keys()}
        given = merge_over(_list_foreign(settings, origin), inherited)
        for name, setting in given.items():
            for key in write_inherited({name: setting}):
                if key in own and key not in _ADD_UP:
                    message = f"'{name}' is runnable's name for '{key}', which is set here, too"
                    self.collector.error(setting.origin, "set-twice", message, "keep one of them", key=True)
        return LocatedValue(origin, join(_with_places(own, origin), write_inherited(given)))

    def _refuse(self, profile: Mapping[str, Any], origin: SourceLocation) -> None:
        for name in profile:
            if name in _NOT_IN_PROFILES and name in foreign_keys():
                message = f"'{name}' cannot be set by a profile: {_NOT_IN_PROFILES[name]}"
                self.collector.error(origin.at(name), "not-per-step", message, "set it in defaults", key=True)


# What stands beside the defaults, too.
_BESIDE = ("service_account_name",)
_NOT_IN_PROFILES = {**NOT_PER_STEP, "parallelism": "it is the workflow's own; a loop has one of its own in for_each"}


def _list_foreign(settings: Mapping[str, Any], origin: SourceLocation) -> dict[str, Setting]:
    foreign = {name: value for name, value in settings.items() if name in foreign_keys()}
    return list_settings(drop_empty(foreign), origin)


def _with_places(settings: Mapping[str, Any], origin: SourceLocation) -> dict[str, Any]:
    return {key: LocatedValue(origin.at(key), value) for key, value in settings.items()}


def _find(data: Any, path: NodePath) -> Any:
    for key in path:
        data = data[key].value if isinstance(data[key], LocatedValue) else data[key]
    return data or _EMPTY


def _replace(data: Any, path: NodePath, value: Any) -> Any:
    if not path:
        return value
    key, *rest = path
    return {**data, key: _replace(data[key], tuple(rest), value)}
