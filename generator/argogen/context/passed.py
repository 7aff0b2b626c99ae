"""Fields that pass through: keys of a pipeline that are converted to Argo fields with unchanged values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from argogen.language.vocabulary import bodies, fields_of
from argogen.records import EMPTY

# Keys whose values are separate fields of the Context.
_OWN = frozenset({"retry", "init_containers", "sidecars", "volumes", "entrypoint", "on_exit", "hooks"})


class PassedFields(dict[str, Any]):
    """The passed-through fields of an Argo object that have a value, by the names of the Argo fields.

    Templates render the fields individually, so each field of the class is also an attribute, None without a value.
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, fields: Mapping[str, Any] = EMPTY) -> None:
        super().__init__(fields)
        self.__dict__.update(fields)


def _define(name: str, definition: str) -> type[PassedFields]:
    """Return the class for an Argo definition; the vocabulary of the language defines its fields."""
    passed = (field for key, field in fields_of(definition).items() if key not in _OWN and key not in bodies())
    fields = tuple(dict.fromkeys(passed))
    return type(name, (PassedFields,), {"_fields": fields, **dict.fromkeys(fields)})


TemplateFields = _define("TemplateFields", "Template")
WorkflowFields = _define("WorkflowFields", "WorkflowSpec")
