"""Values of a manifest with their locations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation
from argogen.records import TupleRecord
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class ManifestNode(TupleRecord):
    """A value at a path of a manifest; values that Argo treats as absent, such as `null`, are skipped.

    A manifest has hundreds, and as many locations: `_make` takes half the time of the constructors.
    """

    document: Document
    path: NodePath
    value: Any

    @property
    def origin(self) -> SourceLocation:
        """The location of the value."""
        return SourceLocation._make((self.document, self.path))

    @property
    def located(self) -> LocatedValue:
        """The value with its location, for a pipeline."""
        return LocatedValue._make((SourceLocation._make((self.document, self.path)), self.value))

    def locate(self, value: Any, *path: str) -> LocatedValue:
        """Return a value with the location at a path below this node."""
        return LocatedValue._make((SourceLocation._make((self.document, self.path + path)), value))

    def at(self, *path: str) -> ManifestNode | None:
        """Return the node at a path below this one; None if it is absent."""
        value = self.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
            if value is None:
                return None
        return ManifestNode._make((self.document, self.path + path, value))

    def at_or_empty(self, key: str) -> ManifestNode:
        """Return the mapping at a key; an empty one if it is absent."""
        return self.at(key) or ManifestNode._make((self.document, (*self.path, key), {}))

    def fields(self) -> Iterator[tuple[str, ManifestNode]]:
        """Yield the fields of a mapping."""
        for key, value in self.value.items():
            if value is not None:
                yield key, ManifestNode._make((self.document, (*self.path, key), value))

    def sources(self) -> dict[str, Any]:
        """Return the fields except the name with their locations; nested objects as plain mappings of such values."""
        return {
            key: node.locate_without() if isinstance(node.value, dict) else node.located
            for key, node in self.fields()
            if key != "name"
        }

    def items(self) -> list[ManifestNode]:
        """Return the items of a list."""
        document, path = self.document, self.path
        return [
            ManifestNode._make((document, (*path, at), item)) for at, item in enumerate(self.value) if item is not None
        ]

    def without(self, *keys: str) -> dict[str, Any]:
        """Return the fields except some, for a mapping with the location of this node, from which theirs follow."""
        return {key: value for key, value in self.value.items() if key not in keys and value is not None}

    def locate_without(self, *keys: str) -> dict[str, Any]:
        """Return the fields except some, with their locations."""
        return {key: self.locate(value, key) for key, value in self.without(*keys).items()}


def items_at(node: ManifestNode, *path: str) -> list[ManifestNode]:
    """Return the items of a list below a node; empty if it is absent."""
    found = node.at(*path)
    return found.items() if found is not None else []


def by_name(nodes: list[ManifestNode], kind: str, collector: TranslationCollector) -> dict[str, ManifestNode]:
    """Return nodes by name; report missing and duplicate names."""
    named: dict[str, ManifestNode] = {}
    for node in nodes:
        name = node.at("name")
        if name is None or not isinstance(name.value, str) or not name.value:
            collector.error(node.origin, "missing-name", f"{kind} has no name", "add 'name'")
        elif name.value in named:
            line = named[name.value].origin.place().line
            message, hint = f"duplicate {kind} name '{name.value}'", f"rename one of them; the first is on line {line}"
            collector.error(name.origin, "duplicate-name", message, hint)
        else:
            named[name.value] = node
    return named
