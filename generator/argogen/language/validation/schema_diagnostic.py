"""A violation of the language's schema, independent of the validator that found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import StructureDiagnostic

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path
    from argogen.language.validation.definitions import Schema


@dataclass(frozen=True)
class SchemaDiagnostic:
    """A value that a keyword of the schema does not allow.

    `value` is at `path`; `expected` is what stands under the `keyword`, and `schema` is the subschema that holds both.
    `owner` is the subschema that describes the object in question with all its keys, and `definition` the name of the
    definition to which that belongs. `subject` is the object in words ("a step"). `is_key` says that the value is the
    last key of the path.
    """

    keyword: str
    expected: Any
    value: Any
    path: Path
    schema: Schema
    owner: Schema
    definition: str
    subject: str
    is_key: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the object accepts."""
        return tuple(self.owner.get("properties", ()))

    @property
    def unknown_keys(self) -> list[str]:
        """The keys of the object that it does not accept."""
        open_ = self.owner.get("additionalProperties", True) is not False
        return [] if open_ or not isinstance(self.value, dict) else [key for key in self.value if key not in self.keys]

    def at_value(self, code: str, message: str, hint: str = "") -> StructureDiagnostic:
        """A fault of the value."""
        return StructureDiagnostic(self.path, code, message, hint, self.is_key)

    def at_object(self, code: str, message: str, hint: str = "") -> StructureDiagnostic:
        """A fault of the object as a whole: its key stands for it, where it has one."""
        return StructureDiagnostic(self.path, code, message, hint, bool(self.path) and isinstance(self.path[-1], str))

    def at_key(self, key: str, code: str, message: str, hint: str = "") -> StructureDiagnostic:
        """A fault of one of the object's keys."""
        return StructureDiagnostic((*self.path, key), code, message, hint, on_key=True)
