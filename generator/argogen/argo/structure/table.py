"""The table of Argo definitions, and the facts about a field in a version."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from argogen.argo.versions import is_before
from argogen.records import TupleRecord
from argogen.resources import SCHEMAS

KINDS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow", "WorkflowEventBinding")
TEMPLATE_KINDS = ("WorkflowTemplate", "ClusterWorkflowTemplate")
"""The kinds whose templates can be referenced by `templateRef`."""

# A definition is a mapping of its fields, or the type of which it is an alias; derive.py explains the notation.
Definition = Mapping[str, Any] | str


class FieldFacts(TupleRecord):
    """The facts about one field.

    `type` is `string`, `boolean`, `integer`, `number`, `any`, `AnyString`, `IntOrString`, `Quantity`, the name of a
    definition, `[T]` for a list or `{T}` for a mapping with arbitrary keys. `since` and `until` are the first and the
    last minor version that has the field, None if all earlier or later ones have it. `enum` has the valid values, and
    is empty if all are valid. `partial` if no field of the value is required; `instead` is the equivalent field of the
    versions that lack this one, or "".
    """

    type: str
    since: str | None = None
    until: str | None = None
    required: bool = False
    enum: tuple[str, ...] = ()
    partial: bool = False
    instead: str = ""

    def holds_in(self, version: str) -> bool:
        """Return whether a version has the field."""
        is_too_new = bool(self.until) and is_before(self.until or "", version)
        return not is_too_new and not (self.since and is_before(version, self.since))


@functools.cache
def read_definitions() -> Mapping[str, Definition]:
    """Return all definitions by name; the shipped table is read once."""
    table: dict[str, Any] = json.loads((SCHEMAS / "argo" / "structure.json").read_bytes())
    definitions: dict[str, Definition] = table["definitions"]
    return definitions


def read_rows(entry: Any) -> list[FieldFacts]:
    """Return the rows of a field, oldest versions first; a field that became required or optional has two."""
    rows = entry if isinstance(entry, list) else [entry]
    return [_read_row({"type": row} if isinstance(row, str) else row) for row in rows]


def _read_row(row: Mapping[str, Any]) -> FieldFacts:
    return FieldFacts(**{**row, "enum": tuple(row.get("enum", ()))})


def find_facts(entry: Any, version: str) -> FieldFacts | None:
    """Return the facts about a field in a version; None if the version lacks it."""
    if isinstance(entry, str):
        return _plain(entry)
    return next((row for row in read_rows(entry) if row.holds_in(version)), None)


def summarize(entry: Any, version: str) -> FieldFacts:
    """Return the facts of `version`, or of the last version with the field, and the first and last version with it."""
    rows = read_rows(entry)
    current = find_facts(entry, version) or rows[-1]
    return current._replace(since=rows[0].since, until=rows[-1].until)


@functools.cache
def _plain(type_: str) -> FieldFacts:
    return FieldFacts(type_)
