"""A violation of the language's schema, independent of the validator that found it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path
    from argogen.language.validation.definitions import Schema


class SchemaDiagnostic(Record):
    """A value that a keyword of the schema does not allow.

    `value` is at `path`; `expected` is the value of the `keyword`, and `schema` the subschema with both. `owner` is the
    subschema that describes the invalid object with all its keys, and `definition` the name of its definition.
    `subject` is the name of the object in messages ("a step"), `root` the data of the document. `is_key` is True if the
    last key of the path is invalid.
    """

    keyword: str
    expected: Any
    value: Any
    path: Path
    schema: Schema
    owner: Schema
    definition: str
    subject: str
    root: Any
    is_key: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the valid keys of the object."""
        return tuple(self.owner.get("properties", ()))

    @property
    def unknown_keys(self) -> list[str]:
        """Return the invalid keys of the object."""
        open_ = self.owner.get("additionalProperties", True) is not False
        return [] if open_ or not isinstance(self.value, dict) else [key for key in self.value if key not in self.keys]

    def at_value(self, code: str, message: str, hint: str = "") -> StructureDiagnostic:
        """Return a diagnostic of the value."""
        return StructureDiagnostic(self.path, code, message, hint, self.is_key)

    def at_object(self, code: str, message: str, hint: str = "") -> StructureDiagnostic:
        """Return a diagnostic of the object, placed at its key if it has one."""
        return StructureDiagnostic(self.path, code, message, hint, bool(self.path) and isinstance(self.path[-1], str))

    def at_key(self, key: str, code: str, message: str, hint: str = "") -> StructureDiagnostic:
        """Return a diagnostic of a key of the object."""
        return StructureDiagnostic((*self.path, key), code, message, hint, on_key=True)
