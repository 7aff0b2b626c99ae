"""Fields that a later Argo does not know: it ignores them, or refuses the manifest."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.rules.finding import Finding
from argogen.rules.subject import Subject
from argogen.structure import load_structure
from argogen.versions import VERSIONS


def find_old_fields(subject: Subject) -> Iterator[Finding]:
    """Fields that are gone in a later version, where this one has what does their work there."""
    structure = load_structure(subject.version)
    for definition, objects in subject.objects.items():
        for each in objects:
            for field in each.value:
                facts = structure.field(definition, str(field))
                if facts is None or facts.until is None or not structure.has(definition, str(field)):
                    continue
                if facts.instead and not structure.has(definition, facts.instead):
                    continue
                gone = VERSIONS[VERSIONS.index(facts.until) + 1]
                hint = f"write {facts.instead}, which does the same" if facts.instead else "take it out"
                message = f"Argo {gone} has no '{field}' any more"
                below = (*each.below, field)
                yield Finding("old-field", message, each.origin, hint, key=True, below=below)
