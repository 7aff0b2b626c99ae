"""What a mapping with known fields may be: one definition of the table in one version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from argogen.argo.structure.shapes import Shape, Types, choose_from
from argogen.argo.structure.structure_diagnostic import (
    Path,
    StructureDiagnostic,
    report_missing,
    report_type,
    report_unknown,
    report_version,
)
from argogen.argo.structure.table import FieldFacts, find_facts, summarize
from argogen.suggestions import find_nearest

FindShape = Callable[[str, bool], Shape]


@dataclass(frozen=True)
class ObjectShape:
    """A definition in one version; `entries` are its fields as the table has them.

    `find_shape` gives the shape of a type. What a definition needs for walking is made when its first value comes by:
    of some two hundred, a manifest uses thirty. `partial` means that nothing is required.
    """

    name: str
    version: str
    entries: Mapping[str, Any]
    find_shape: FindShape
    partial: bool
    exact: ClassVar[Types] = frozenset()

    @cached_property
    def _facts(self) -> dict[str, FieldFacts]:
        found = {name: find_facts(entry, self.version) for name, entry in self.entries.items()}
        return {name: facts for name, facts in found.items() if facts}

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        return {name: self._shape_field(facts) for name, facts in self._facts.items()}

    def _shape_field(self, facts: FieldFacts) -> Shape:
        return choose_from(facts.enum) if facts.enum else self.find_shape(facts.type, self.partial or facts.partial)

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return () if self.partial else tuple(name for name, facts in self._facts.items() if facts.required)

    @cached_property
    def _exact(self) -> dict[str, Types]:
        return {name: shape.exact for name, shape in self._shapes.items() if shape.exact}

    @cached_property
    def _tests(self) -> dict[str, Callable[[Any], bool]]:
        return {name: shape.accepts for name, shape in self._shapes.items() if not shape.exact}

    def accepts(self, value: Any) -> bool:
        """Whether the value is exactly so; see `Shape`. This is the inner loop of every check."""
        if type(value) is not dict:
            return value is None
        exact, tests = self._exact, self._tests
        for name, item in value.items():
            if name in exact:
                if type(item) not in exact[name]:
                    return False
            elif name not in tests or not tests[name](item):
                return False
        required = self._required
        return not required or None not in map(value.get, required)

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        """All that is wrong with the value and what is in it, in its own order, then what it lacks."""
        if not isinstance(value, dict):
            yield from () if value is None else [report_type(path, "a mapping", value)]
            return
        for name, item in value.items():
            if name not in self._shapes:
                yield self._report_unknown((*path, name))
            else:
                yield from self._shapes[name].explain(item, (*path, name))
        yield from self._explain_missing(value, path)

    def _report_unknown(self, path: Path) -> StructureDiagnostic:
        name = str(path[-1])
        if name not in self.entries:
            return report_unknown(path, self.name, self._find_intended(name))
        facts = summarize(self.entries[name], self.version)
        return report_version(path, facts, self.version, self._find_intended(name))

    def _find_intended(self, name: str) -> str:
        """Return the field of this version that an unknown name stands for, or ""."""
        if name in self.entries:
            instead = summarize(self.entries[name], self.version).instead
            return instead if instead in self._shapes else ""
        return find_nearest(name, tuple(self._shapes))

    def _explain_missing(self, value: Mapping[str, Any], path: Path) -> Iterator[StructureDiagnostic]:
        missing = [name for name in self._required if value.get(name) is None]
        if missing:
            # A field whose name is misspelt is not missing as well.
            meant = {self._find_intended(str(name)) for name in value if name not in self._shapes}
            yield from (report_missing(path, self.name, name) for name in missing if name not in meant)

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """Fields of other versions that are one of what a field of this version lists, or a list of it: `mutex`."""
        others = {name: self.entries[name] for name in self.entries if name not in self._facts}
        facts = {name: summarize(entry, self.version) for name, entry in others.items()}
        known = {name: self._facts[fact.instead] for name, fact in facts.items() if fact.instead in self._facts}
        alike = (name for name, new in known.items() if _is_alike(facts[name].type, new.type))
        return {name: facts[name].instead for name in alike}

    def _rename(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The value in the form that this version has, as far as one can stand for several."""
        renamed: dict[str, Any] = {}
        for name, item in value.items():
            new = self._renamed.get(name, name)
            if name in renamed:
                continue
            if not isinstance(value.get(new) or [], list):  # of the wrong type, which is reported
                new = name
            if new == name or item is None or (isinstance(item, list) and (len(item) != 1 or new in value)):
                renamed[name] = item
            else:
                renamed[new] = item[0] if isinstance(item, list) else [item, *(value.get(new) or ())]
        return renamed

    def coerce(self, value: Any) -> Any:
        """The value with text wherever text is wanted, in the form of this version; the same where nothing changes."""
        if not isinstance(value, dict):
            return value
        if self._renamed and not self._renamed.keys().isdisjoint(value):
            value = self._rename(value)
        shapes, changes = self._shapes, {}
        for name, item in value.items():
            if type(item) is not str and name in shapes:
                new = shapes[name].coerce(item)
                if new is not item:
                    changes[name] = new
        return {**value, **changes} if changes else value


def _is_alike(type_: str, other: str) -> bool:
    """Whether one of the types is a list of the other."""
    return type_ == f"[{other}]" or other == f"[{type_}]"
