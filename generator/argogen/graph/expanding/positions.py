"""Where elements are while the calls of a workflow are expanded: their ids, and the templates around them."""

from __future__ import annotations

from collections.abc import Iterable

from argogen.graph.calls import Target
from argogen.graph.model import Role
from argogen.graph.origins import Origin
from argogen.records import Record
from argogen.runner.model.library import TemplateBase

TemplateKey = tuple[str, str, str]


class Chain(Record):
    """The templates around a call, from the innermost one, with the ids of their groups."""

    key: TemplateKey
    group: str
    above: Chain | None = None

    def find(self, key: TemplateKey) -> str:
        """Return the group of a template around a call, "" if there is no such group."""
        chain: Chain | None = self
        while chain is not None:
            if chain.key == key:
                return chain.group
            chain = chain.above
        return ""


class Level(Record):
    """A group to expand: its template, and the templates around its calls."""

    group: str
    target: Target
    base: TemplateBase
    chain: Chain
    depth: int


class Position(Record):
    """The position of a new element: its id, the group around it, its role and origin, and the calls around it."""

    id: str
    group: str
    role: Role
    origin: Origin
    depth: int
    chain: Chain | None = None


class Ids:
    """The ids of elements: Argo refuses names that occur twice, but a graph shows them."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def reserve(self, names: Iterable[str]) -> None:
        """Keep ids for elements that are added later, which then do not claim them."""
        self._counts.update(dict.fromkeys(names, 1))

    def claim(self, name: str) -> str:
        """Return an id that no other element has: this one, or with a number after it."""
        count = self._counts[name] = self._counts.get(name, 0) + 1
        return name if count == 1 else self.claim(f"{name}~{count}")
