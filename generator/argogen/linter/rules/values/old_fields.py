"""Check for deprecated fields, which later versions of Argo ignore or reject."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.structure import FieldFacts, load_structure
from argogen.argo.structure.table import read_definitions
from argogen.argo.versions import VERSIONS
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest_field


def find_old_fields(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report deprecated fields whose replacement the target version supports."""
    structure = load_structure(subject.version.minor)
    for definition, fields in _list_old(subject.version.minor).items():
        for each in subject.objects.get(definition, ()):
            for field, facts in fields.items():
                if each.value.get(field) is not None:
                    removed_in = VERSIONS[VERSIONS.index(facts.until or "") + 1]
                    hint = _suggest(field, facts, structure.field(definition, facts.instead), each.value)
                    message = f"deprecated field '{field}': removed in Argo {removed_in}"
                    below = (*each.below, field)
                    yield RuleDiagnostic("deprecated-field", message, each.origin, hint, key=True, below=below)


def _suggest(field: str, facts: FieldFacts, new: FieldFacts | None, value: Mapping[str, Any]) -> str:
    """Return the hint for a deprecated field; one whose replacement has a list of the same values can be renamed."""
    if not facts.instead:
        return "remove it"
    is_list = new is not None and new.type == f"[{facts.type}]"
    if is_list and facts.instead not in value:
        return suggest_field(field, facts.instead, in_list=True)
    return f"use '{facts.instead}'"


@functools.cache
def _list_old(version: str) -> Mapping[str, Mapping[str, FieldFacts]]:
    """Return the fields of a version that a later version removes or replaces, by definition."""
    structure = load_structure(version)
    found: dict[str, dict[str, FieldFacts]] = {}
    for definition, fields in read_definitions().items():
        for field in fields if not isinstance(fields, str) else ():
            facts = structure.field(definition, field)
            if facts is None or facts.until is None or not structure.has(definition, field):
                continue
            if not facts.instead or structure.has(definition, facts.instead):
                found.setdefault(definition, {})[field] = facts
    return found
