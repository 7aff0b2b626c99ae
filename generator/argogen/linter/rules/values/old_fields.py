"""Deprecated fields: a later Argo ignores them, or refuses the manifest."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from argogen.argo.structure import FieldFacts, load_structure
from argogen.argo.structure.table import read_definitions
from argogen.argo.versions import VERSIONS
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic


def find_old_fields(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report deprecated fields whose replacement this version has."""
    for definition, fields in _list_old(subject.version).items():
        for each in subject.objects.get(definition, ()):
            for field, facts in fields.items():
                if each.value.get(field) is not None:
                    gone = VERSIONS[VERSIONS.index(facts.until or "") + 1]
                    hint = f"write {facts.instead}, which does the same" if facts.instead else "take it out"
                    message = f"Argo {gone} has no '{field}' any more"
                    below = (*each.below, field)
                    yield RuleDiagnostic("old-field", message, each.origin, hint, key=True, below=below)


@functools.cache
def _list_old(version: str) -> Mapping[str, Mapping[str, FieldFacts]]:
    """Return the fields of a version that a later one lacks and has a replacement for, by definition."""
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
