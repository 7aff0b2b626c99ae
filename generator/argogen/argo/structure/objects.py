"""The shape of a mapping with known fields: a definition of the table in one version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from argogen.argo.structure.shapes import Shape, Types, choose_from
from argogen.argo.structure.table import FieldFacts, find_facts, summarize
from argogen.late import import_late
from argogen.records import Record, cached_property
from argogen.suggestions import find_nearest

if TYPE_CHECKING:
    from argogen.argo.structure import structure_diagnostic
    from argogen.argo.structure.structure_diagnostic import Path, StructureDiagnostic
else:
    structure_diagnostic = import_late("argogen.argo.structure.structure_diagnostic")

FindShape = Callable[[str, bool], Shape]


class ObjectShape(Record):
    """A definition in one version; `entries` are its fields in the table.

    `find_shape` returns the shape of a type. The data of a definition is computed at its first use: a manifest uses
    about thirty of two hundred definitions. With `partial`, no field is required.
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
    def _texts(self) -> frozenset[str]:
        """The fields for which all strings are valid."""
        return frozenset(name for name, shape in self._shapes.items() if str in shape.exact)

    @cached_property
    def _tests(self) -> dict[str, Callable[[Any], bool]]:
        return {name: shape.accepts for name, shape in self._shapes.items()}

    @cached_property
    def accepts(self) -> Callable[[Any], bool]:
        """Returns whether a value certainly matches; see `Shape`. This inner loop of all checks reads no attributes."""
        texts: frozenset[str] | None = None
        find_test: Any = None
        required: tuple[str, ...] = ()

        def accepts(value: Any) -> bool:
            nonlocal texts, find_test, required
            if type(value) is not dict:
                return value is None
            if texts is None:
                find_test, required, texts = self._tests.get, self._required, self._texts
            for name, item in value.items():
                if type(item) is str and name in texts:  # most fields
                    continue
                if (test := find_test(name)) is None or not test(item):
                    return False
            return not required or _has_all(value, required)

        return accepts

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        """Yield all violations in a value: those of its entries, in their order, and then missing fields."""
        if not isinstance(value, dict):
            yield from () if value is None else [structure_diagnostic.report_type(path, "a mapping", value)]
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
            return structure_diagnostic.report_unknown(path, self.name, tuple(self._shapes))
        facts = summarize(self.entries[name], self.version)
        instead = self._find_intended(name)
        in_list = self._renamed.get(name) == instead and not facts.type.startswith("[")
        return structure_diagnostic.report_version(path, facts, self.version, instead, in_list=in_list)

    def _find_intended(self, name: str) -> str:
        """Return the field of this version that is most likely meant by an unknown name, or ""."""
        if name in self.entries:
            instead = summarize(self.entries[name], self.version).instead
            return instead if instead in self._shapes else ""
        return find_nearest(name, tuple(self._shapes))

    def _explain_missing(self, value: Mapping[str, Any], path: Path) -> Iterator[StructureDiagnostic]:
        missing = [name for name in self._required if value.get(name) is None]
        if missing:
            # A field with a misspelled name is not reported as missing.
            intended = {self._find_intended(str(name)) for name in value if name not in self._shapes}
            unintended = (name for name in missing if name not in intended)
            yield from (structure_diagnostic.report_missing(path, self.name, name) for name in unintended)

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """Fields of other versions that differ from a field of this version only in being a list or not: `mutex`."""
        others = {name: self.entries[name] for name in self.entries if name not in self._facts}
        facts = {name: summarize(entry, self.version) for name, entry in others.items()}
        known = {name: self._facts[fact.instead] for name, fact in facts.items() if fact.instead in self._facts}
        alike = (name for name, new in known.items() if _is_alike(facts[name].type, new.type))
        return {name: facts[name].instead for name in alike}

    def _rename(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value with such fields renamed, unless a list has several items."""
        renamed: dict[str, Any] = {}
        for name, item in value.items():
            new = self._renamed.get(name, name)
            if name in renamed:
                continue
            if not isinstance(value.get(new) or [], list):  # a wrong type, which is reported
                new = name
            if new == name or item is None or (isinstance(item, list) and (len(item) != 1 or new in value)):
                renamed[name] = item
            else:
                renamed[new] = item[0] if isinstance(item, list) else [item, *(value.get(new) or ())]
        return renamed

    def coerce(self, value: Any) -> Any:
        """Return the value with strings where strings are required, and the field names of this version.

        The result is the same object if it is equal.
        """
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


def _has_all(value: Mapping[str, Any], required: tuple[str, ...]) -> bool:
    for name in required:  # noqa: SIM110 - a generator takes longer than all of this: most objects require one field
        if value.get(name) is None:
            return False
    return True


def _is_alike(type_: str, other: str) -> bool:
    """Return whether one of the types is a list of the other."""
    return type_ == f"[{other}]" or other == f"[{type_}]"
