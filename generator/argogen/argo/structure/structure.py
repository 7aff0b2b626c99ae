"""The structure of Argo objects in one version, and checks against it."""

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
    """Return the structure of a minor version, always the same object. Raises ValueError for another version."""
    if version not in VERSIONS:
        raise ValueError(f"unsupported version of Argo: {version} (supported: {', '.join(VERSIONS)})")
    return Structure(version)


class Structure:
    """The definitions of Argo objects in one version.

    A `definition` is the short name of an object of Argo or Kubernetes, such as "Workflow", "RetryStrategy" or
    "Container", or any type in the notation of `FieldFacts`, such as "[Parameter]". Of objects with the same name, that
    of Kubernetes has a prefix ("KubernetesHTTPHeader"). An unknown definition raises KeyError.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self._definitions = read_definitions()
        self._shapes: dict[tuple[str, bool], Shape] = {}

    def check(
        self, value: Any, definition: str, path: Path = (), *, partial: bool = False
    ) -> list[StructureDiagnostic]:
        """Return all violations of the definition in `value`, with paths that begin with `path`.

        `partial` is for a fragment that is merged with another one: no field is required.
        """
        shape = self._find_shape(definition, partial)
        return [] if shape.accepts(value) else list(shape.explain(value, path))

    def coerce(self, value: Any, definition: str) -> Any:
        """Return the value with strings for numbers and booleans where the definition requires strings.

        The result is the same object if it is equal. Numbers in an IntOrString are kept; quantities become strings. A
        field of another version that differs only in being a list or not is renamed: `mutex`, `mutexes`. Unknown fields
        are unchanged.
        """
        return self._find_shape(definition, False).coerce(value)

    def field(self, definition: str, name: str) -> FieldFacts | None:
        """Return the facts about a field over all versions, None if it is unknown.

        `type`, `required` and `enum` are those of this version, or of the last version that has the field.
        """
        entry = self._fields(definition).get(name)
        return None if entry is None else summarize(entry, self.version)

    def has(self, definition: str, name: str) -> bool:
        """Return whether the definition has a field in this version."""
        entry = self._fields(definition).get(name)
        return entry is not None and find_facts(entry, self.version) is not None

    def json_schema(self, definition: str) -> dict[str, Any]:
        """Return a strict, self-contained JSON Schema (2020-12) of the definition, for editors."""
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
            required = "a mapping" if isinstance(item, ObjectShape) else "" if item in SCALARS.values() else "a list"
            return list_of(item, required) if type_[0] == "[" else map_to(item)
        definition = self._definitions[type_]
        if isinstance(definition, str):
            return self._find_shape(definition, partial)
        return ObjectShape(type_, self.version, definition, self._find_shape, partial)
