"""The layers of settings under a pipeline: its packs', its project's, and those of the pipeline itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from argogen.language.settings.expansion import expand_settings
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

Settings = Mapping[str, Any]
"""Settings by key of the language."""

_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class SettingsLayer:
    """Defaults, profiles and final settings of one mapping of a document, and the pack that it belongs to.

    `settings` is the mapping as written, at `path` of the document. `pipeline` holds keys that a pipeline gets if it
    has none of its own, with their places.
    """

    settings: Mapping[str, Any]
    document: Document
    path: NodePath = ()
    pack: str = ""
    pipeline: Mapping[str, Any] = field(default_factory=dict)

    def written(self, key: str) -> Mapping[str, Any]:
        """Return `defaults`, `profiles` or `final` as written; empty if there are none."""
        return self.settings.get(key) or _EMPTY

    @cached_property
    def defaults(self) -> Settings:
        """Expanded settings that every leaf starts from."""
        return expand_settings(self.written("defaults"))

    @cached_property
    def profiles(self) -> Mapping[str, Settings]:
        """Expanded settings that a leaf opts into, by name."""
        return {name: expand_settings(profile or _EMPTY) for name, profile in self.written("profiles").items()}

    @cached_property
    def final(self) -> Settings:
        """Expanded settings of every leaf that nothing may change."""
        return expand_settings(self.written("final"))
