"""Argo's structure as of one version, and the walker over it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.argo.structure.objects import ObjectShape
from argogen.argo.structure.shapes import SCALARS, Shape, list_of, map_to
from argogen.argo.structure.table import FieldFacts, find_facts, read_definitions, summarize
from argogen.argo.versions import VERSIONS
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.argo.structure import json_schema as json_schemas
    from argogen.argo.structure.structure_diagnostic import Path, StructureDiagnostic
else:
    json_schemas = import_late("argogen.argo.structure.json_schema")


@functools.cache
def load_structure(version: str) -> Structure:
    """The structure as of one of `VERSIONS`, the same object every time; raises ValueError for another version."""
    if version not in VERSIONS:
        raise ValueError(f"Argo {version} is not among the known versions {', '.join(VERSIONS)}")
    return Structure(version)


class Structure:
    """What Argo's objects may hold in one version.

    A `definition` is the short name of one of Argo's or Kubernetes' objects, such as "Workflow", "RetryStrategy" or
    "Container", or any type in the notation of `FieldFacts`, such as "[Parameter]". Where Argo and Kubernetes share a
    name, Kubernetes' own has that word in front ("KubernetesHTTPHeader"). An unknown definition raises KeyError.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self._definitions = read_definitions()
        self._shapes: dict[tuple[str, bool], Shape] = {}

    def check(
        self, value: Any, definition: str, path: Path = (), *, partial: bool = False
    ) -> list[StructureDiagnostic]:
        """Everything in `value` that the definition does not allow, with paths that begin with `path`.

        `partial` is for a fragment that will be merged with another: nothing is required in it.
        """
        shape = self._find_shape(definition, partial)
        return [] if shape.accepts(value) else list(shape.explain(value, path))

    def coerce(self, value: Any, definition: str) -> Any:
        """The value with numbers and booleans as text where the definition wants text, the same object if none are.

        A number stays one in an IntOrString; a quantity becomes text. A field of another version that is one of what
        this version lists, or the other way, becomes that: `mutex`, `mutexes`. What is not known is left alone.
        """
        return self._find_shape(definition, False).coerce(value)

    def field(self, definition: str, name: str) -> FieldFacts | None:
        """What is known of a field over all versions, or None; the last version that has it decides where they differ.

        Where this version has it, `type`, `required` and `enum` are this version's.
        """
        entry = self._fields(definition).get(name)
        return None if entry is None else summarize(entry, self.version)

    def has(self, definition: str, name: str) -> bool:
        """Whether the definition has that field in this version."""
        entry = self._fields(definition).get(name)
        return entry is not None and find_facts(entry, self.version) is not None

    def json_schema(self, definition: str) -> dict[str, Any]:
        """A strict JSON Schema (2020-12) of the definition, for editors; it refers to nothing outside itself."""
        return json_schemas.write_json_schema(self._definitions, self.version, definition)

    def _fields(self, definition: str) -> Mapping[str, Any]:
        found = self._definitions[definition]
        return {} if isinstance(found, str) else found

    def _find_shape(self, type_: str, partial: bool) -> Shape:
        known = (type_, partial)
        if known not in self._shapes:
            self._shapes[known] = self._build_shape(type_, partial)
        return self._shapes[known]

    def _build_shape(self, type_: str, partial: bool) -> Shape:
        if type_ in SCALARS:
            return SCALARS[type_]
        if type_[0] in "[{":
            item = self._find_shape(type_[1:-1], partial)
            needs = "a mapping" if isinstance(item, ObjectShape) else "" if item in SCALARS.values() else "a list"
            return list_of(item, needs) if type_[0] == "[" else map_to(item)
        definition = self._definitions[type_]
        if isinstance(definition, str):
            return self._find_shape(definition, partial)
        return ObjectShape(type_, self.version, definition, self._find_shape, partial)
