"""The layers of settings: of packs, of the project, and of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.settings.expansion import expand_settings
from argogen.records import Record, cached_property
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

Settings = Mapping[str, Any]
"""Settings by language key."""

_EMPTY: Mapping[str, Any] = {}


class SettingsLayer(Record):
    """The defaults, profiles and final settings in one mapping of a document, and the name of its pack.

    `settings` is the mapping as written, at `path` in the document.
    """

    settings: Mapping[str, Any]
    document: Document
    path: NodePath = ()
    pack: str = ""

    def written(self, key: str) -> Mapping[str, Any]:
        """Return `defaults`, `profiles` or `final` as written, or an empty mapping."""
        return self.settings.get(key) or _EMPTY

    @cached_property
    def defaults(self) -> Settings:
        """The expanded settings that all leaves inherit."""
        return expand_settings(self.written("defaults"))

    @cached_property
    def profiles(self) -> Mapping[str, Settings]:
        """The expanded settings of profiles, by name."""
        return {name: expand_settings(profile or _EMPTY) for name, profile in self.written("profiles").items()}

    @cached_property
    def final(self) -> Settings:
        """The expanded settings of all leaves that cannot be overridden."""
        return expand_settings(self.written("final"))
