"""Names of templates: an inline step's own name, with its parents' in front where two would clash.

Components and templates that the pipeline names keep theirs. Argo allows 128 characters (validate.go,
workflowFieldMaxLength).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.symbols import Symbols

LONGEST = 128


def name_templates(symbols: Symbols) -> dict[TemplateModel, str]:
    """Return the name of every template; the same document always gives the same names.

    Those that stand inside of calls only have none in the manifest, and keep the name that they have.
    """
    names = {template: template.name for template in symbols.templates}
    named = [template for template in symbols.templates if not symbols.is_inlined(template)]
    waiting = [template for template in named if not template.is_fixed]
    fixed = {template.name for template in named if template.is_fixed}
    parents = {template: _find_parent(template, symbols) for template in waiting}
    while clashing := _list_clashing(waiting, names, fixed):
        for template in clashing:
            parent = parents[template]
            names[template] = f"{parent.name}-{names[template]}" if parent else _number(template, named, names)
            parents[template] = _find_parent(parent, symbols) if parent else None
    return names | {template: shorten(names[template], LONGEST) for template in waiting}


def _list_clashing(
    templates: list[TemplateModel], names: Mapping[TemplateModel, str], fixed: set[str]
) -> list[TemplateModel]:
    counts = Counter(names[template] for template in templates)
    return [template for template in templates if counts[names[template]] > 1 or names[template] in fixed]


def _find_parent(template: TemplateModel, symbols: Symbols) -> TemplateModel | None:
    opener = symbols.openers.get(template)
    return None if opener is None else symbols.owners[opener]


def _number(template: TemplateModel, named: list[TemplateModel], names: Mapping[TemplateModel, str]) -> str:
    """Number a name that differs in no parent."""
    taken = {names[other] for other in named if other is not template}
    number = 2
    while f"{template.name}-{number}" in taken:
        number += 1
    return f"{template.name}-{number}"


def shorten(name: str, longest: int) -> str:
    """Return a name within Argo's limit; a cut one ends in a digest, so that two cut names still differ."""
    if len(name) <= longest:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: longest - 9].rstrip('-')}-{digest}"
