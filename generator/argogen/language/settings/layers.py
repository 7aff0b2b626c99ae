"""What lies beneath the settings of a pipeline: those of packs, and of its project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

_EMPTY: Mapping[str, Any] = {}


class Layer(NamedTuple):
    """Settings that lie beneath a pipeline's own: a mapping at a path of a document, and the pack that it is of.

    `pipeline` are keys that each pipeline gets if it has none of its own, with their places.
    """

    settings: Mapping[str, Any]
    document: Document
    path: NodePath = ()
    pack: str = ""
    pipeline: Mapping[str, Any] = {}

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Settings that every leaf starts from."""
        return self.settings.get("defaults") or _EMPTY

    @property
    def profiles(self) -> Mapping[str, Mapping[str, Any]]:
        """Settings that a leaf opts into, by name."""
        return self.settings.get("profiles") or _EMPTY

    @property
    def final(self) -> Mapping[str, Any]:
        """Settings of every leaf that nobody may change."""
        return self.settings.get("final") or _EMPTY
