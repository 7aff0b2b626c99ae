"""Parts of a manifest: a value, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation


class Node(NamedTuple):
    """A value of a manifest, and where it came from. What is as good as absent to Argo, `null` say, nobody sees."""

    origin: SourceLocation
    value: Any

    @property
    def part(self) -> LocatedValue:
        """The value as a part of a pipeline."""
        return LocatedValue(self.origin, self.value)

    def at(self, *path: str) -> Node | None:
        """What stands below; None where there is nothing."""
        value = self.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
            if value is None:
                return None
        return Node(self.origin.at(*path), value)

    def fields(self) -> Iterator[tuple[str, Node]]:
        """The fields of a mapping."""
        for key, value in self.value.items():
            if value is not None:
                yield key, Node(self.origin.at(key), value)

    def items(self) -> list[Node]:
        """The items of a list."""
        return [Node(self.origin.at(index), item) for index, item in enumerate(self.value) if item is not None]

    def without(self, *keys: str) -> dict[str, Any]:
        """The fields but for some, as parts."""
        return {key: node.part for key, node in self.fields() if key not in keys}


def items_at(node: Node, *path: str) -> list[Node]:
    """The items of a list below a node; none where there is no such list."""
    found = node.at(*path)
    return found.items() if found is not None else []


def by_name(nodes: list[Node], what: str, collector: TranslationCollector) -> dict[str, Node]:
    """Nodes by the names that they have; a missing name and one that stands twice are reported."""
    named: dict[str, Node] = {}
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
