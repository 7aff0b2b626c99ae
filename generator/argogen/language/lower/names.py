"""Names of templates: an inline step's own name, with its parents' in front where two would clash.

Components and templates that the pipeline names keep theirs. Argo allows 128 characters (validate.go,
workflowFieldMaxLength).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from argogen.language.model.drafts import TemplateModel

LONGEST = 128


def name_drafts(drafts: Iterable[TemplateModel]) -> None:
    """Set the name of every draft; the same document always gives the same names."""
    waiting = [draft for draft in drafts if not draft.fixed]
    fixed = {draft.wanted for draft in drafts if draft.fixed}
    for draft in drafts:
        draft.name = draft.wanted
    parents = {draft: _parent(draft) for draft in waiting}
    while clashing := _clashing(waiting, fixed):
        for draft in clashing:
            parent = parents[draft]
            draft.name = f"{parent.wanted}-{draft.name}" if parent else _numbered(draft, drafts)
            parents[draft] = _parent(parent) if parent else None
    for draft in waiting:
        draft.name = shorten(draft.name, LONGEST)


def _clashing(drafts: list[TemplateModel], fixed: set[str]) -> list[TemplateModel]:
    counts = Counter(draft.name for draft in drafts)
    return [draft for draft in drafts if counts[draft.name] > 1 or draft.name in fixed]


def _parent(draft: TemplateModel) -> TemplateModel | None:
    return draft.caller.owner if draft.caller else None


def _numbered(draft: TemplateModel, drafts: Iterable[TemplateModel]) -> str:
    """A last resort, for names that differ in no parent."""
    taken = {other.name for other in drafts if other is not draft}
    number = 2
    while f"{draft.wanted}-{number}" in taken:
        number += 1
    return f"{draft.wanted}-{number}"


def shorten(name: str, longest: int) -> str:
    """A name within Argo's limit; a cut one ends in a digest, so that two cut names still differ."""
    if len(name) <= longest:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: longest - 9].rstrip('-')}-{digest}"
