"""One place where a document and the language disagree, apart from the validator that found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import Fault

if TYPE_CHECKING:
    from argogen.argo.structure.faults import Path
    from argogen.language.validation.language import Schema


@dataclass(frozen=True)
class Mistake:
    """What a keyword of the language does not allow.

    `value` is at `path`; `wanted` is what stands under the `keyword`, and `schema` is the part of the language that
    holds both. `owner` is the part that describes the object in question with all its keys, and `definition` the name
    of the definition that part belongs to. `thing` is the object in words ("a step"). `is_key` says that the value is
    the last key of the path.
    """

    keyword: str
    wanted: Any
    value: Any
    path: Path
    schema: Schema
    owner: Schema
    definition: str
    thing: str
    is_key: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the object may have."""
        return tuple(self.owner.get("properties", ()))

    @property
    def strangers(self) -> list[str]:
        """The keys that the object has and may not have."""
        open_ = self.owner.get("additionalProperties", True) is not False
        return [] if open_ or not isinstance(self.value, dict) else [key for key in self.value if key not in self.keys]

    def fault(self, code: str, message: str, hint: str = "") -> Fault:
        """A fault of the value."""
        return Fault(self.path, code, message, hint, self.is_key)

    def fault_of_object(self, code: str, message: str, hint: str = "") -> Fault:
        """A fault of the object as a whole: its key stands for it, where it has one."""
        return Fault(self.path, code, message, hint, bool(self.path) and isinstance(self.path[-1], str))

    def fault_of_key(self, key: str, code: str, message: str, hint: str = "") -> Fault:
        """A fault of one of the object's keys."""
        return Fault((*self.path, key), code, message, hint, on_key=True)
