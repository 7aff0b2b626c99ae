"""Values of a manifest with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation


class ManifestNode(NamedTuple):
    """A value of a manifest, and where it comes from; what Argo treats as absent, such as `null`, is not visible."""

    origin: SourceLocation
    value: Any

    @property
    def located(self) -> LocatedValue:
        """The value as a value of a pipeline."""
        return LocatedValue(self.origin, self.value)

    def at(self, *path: str) -> ManifestNode | None:
        """Return what stands below; None where there is nothing."""
        value = self.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
            if value is None:
                return None
        return ManifestNode(self.origin.at(*path), value)

    def fields(self) -> Iterator[tuple[str, ManifestNode]]:
        """Yield the fields of a mapping."""
        for key, value in self.value.items():
            if value is not None:
                yield key, ManifestNode(self.origin.at(key), value)

    def items(self) -> list[ManifestNode]:
        """Return the items of a list."""
        return [ManifestNode(self.origin.at(index), item) for index, item in enumerate(self.value) if item is not None]

    def without(self, *keys: str) -> dict[str, Any]:
        """Return the fields but for some, with their places."""
        return {key: node.located for key, node in self.fields() if key not in keys}


def items_at(node: ManifestNode, *path: str) -> list[ManifestNode]:
    """Return the items of a list below a node; none where there is no such list."""
    found = node.at(*path)
    return found.items() if found is not None else []


def by_name(nodes: list[ManifestNode], what: str, collector: TranslationCollector) -> dict[str, ManifestNode]:
    """Return nodes by their names; missing and duplicate names are reported."""
    named: dict[str, ManifestNode] = {}
    for node in nodes:
        name = node.at("name")
        if name is None or not isinstance(name.value, str) or not name.value:
            collector.error(node.origin, "missing-name", f"this {what} has no name", "add name:")
        elif name.value in named:
            line = named[name.value].origin.place().line
            message, hint = f"there are two {what}s '{name.value}'", f"the first one is on line {line}"
            collector.error(name.origin, "duplicate-name", message, hint)
        else:
            named[name.value] = node
    return named
