"""The table of Argo's definitions and what it says about one field in one version."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.argo.versions import VERSIONS
from argogen.resources import SCHEMAS

KINDS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow", "WorkflowEventBinding")
TEMPLATE_KINDS = ("WorkflowTemplate", "ClusterWorkflowTemplate")
"""Those whose templates others refer to."""

# A definition is its fields, or the type that it is another name for; the notation is explained in derive.py.
Definition = Mapping[str, Any] | str


class FieldFacts(NamedTuple):
    """What is known of one field.

    `type` is `string`, `boolean`, `integer`, `number`, `any`, `AnyString`, `IntOrString`, `Quantity`, a definition's
    name, `[T]` for a list or `{T}` for a mapping with free keys. `since` and `until` are the first and the last minor
    version that has the field, None where all earlier or later ones have it. `enum` is empty where any value will do.
    `partial` means that nothing in the value is required; `instead` names the field that does the same in the versions
    that lack this one, empty where there is none.
    """

    type: str
    since: str | None = None
    until: str | None = None
    required: bool = False
    enum: tuple[str, ...] = ()
    partial: bool = False
    instead: str = ""

    def holds_in(self, version: str) -> bool:
        """Whether that version has the field."""
        number = VERSIONS.index(version)
        return not (self.since and number < VERSIONS.index(self.since)) and not (
            self.until and number > VERSIONS.index(self.until)
        )


@functools.cache
def read_definitions() -> Mapping[str, Definition]:
    """Every definition by name, read once from the shipped table."""
    table: dict[str, Any] = json.loads((SCHEMAS / "argo" / "structure.json").read_bytes())
    definitions: dict[str, Definition] = table["definitions"]
    return definitions


def read_rows(entry: Any) -> list[FieldFacts]:
    """A field's entry in the table, oldest versions first; only a field whose requiredness changed has two rows."""
    rows = entry if isinstance(entry, list) else [entry]
    return [_read_row({"type": row} if isinstance(row, str) else row) for row in rows]


def _read_row(row: Mapping[str, Any]) -> FieldFacts:
    return FieldFacts(**{**row, "enum": tuple(row.get("enum", ()))})


def find_facts(entry: Any, version: str) -> FieldFacts | None:
    """What the field is in that version; None where it does not have it."""
    if isinstance(entry, str):
        return _plain(entry)
    return next((row for row in read_rows(entry) if row.holds_in(version)), None)


def summarize(entry: Any, version: str) -> FieldFacts:
    """The field over all versions: its first and last, and the rest as of `version` or else of the last that has it."""
    rows = read_rows(entry)
    current = find_facts(entry, version) or rows[-1]
    return current._replace(since=rows[0].since, until=rows[-1].until)


@functools.cache
def _plain(type_: str) -> FieldFacts:
    return FieldFacts(type_)
