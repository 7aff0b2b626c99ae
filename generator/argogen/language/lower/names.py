"""Name the templates: by the name of the inline step in lower case, with the names of its parents if it is ambiguous.

The names of components, and names that the pipeline sets, are kept. Argo allows 128 characters (validate.go,
workflowFieldMaxLength); the name of a pod contains that of its template and is lower-case.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping

from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.symbols import Symbols

LONGEST = 128


def name_templates(symbols: Symbols) -> dict[TemplateModel, str]:
    """Return the name of every template; names only depend on the document.

    Templates that are only inlined in calls have no name in the manifest, and keep theirs.
    """
    names = {each: each.name if each.is_fixed else generate_name(each.name) for each in symbols.templates}
    named = [template for template in symbols.templates if not symbols.is_inlined(template)]
    waiting = [template for template in named if not template.is_fixed]
    fixed = {template.name for template in named if template.is_fixed}
    parents = {template: _find_parent(template, symbols) for template in waiting}
    while clashing := _list_clashing(waiting, names, fixed):
        taken = Counter(names[template] for template in named)
        numbers: dict[str, Iterator[int]] = {}
        for template in clashing:
            parent, name = parents[template], generate_name(template.name)
            taken[names[template]] -= 1
            names[template] = (
                f"{generate_name(parent.name)}-{names[template]}"
                if parent
                else _number(name, numbers.setdefault(name, itertools.count(2)), taken)
            )
            taken[names[template]] += 1
            parents[template] = _find_parent(parent, symbols) if parent else None
    return names | {template: shorten(names[template], LONGEST) for template in waiting}


def generate_name(name: str) -> str:
    """Return the name of the template of a step."""
    return name.lower()


def _list_clashing(
    templates: list[TemplateModel], names: Mapping[TemplateModel, str], fixed: set[str]
) -> list[TemplateModel]:
    counts = Counter(names[template] for template in templates)
    return [template for template in templates if counts[names[template]] > 1 or names[template] in fixed]


def _find_parent(template: TemplateModel, symbols: Symbols) -> TemplateModel | None:
    opener = symbols.openers.get(template)
    return None if opener is None else symbols.owners[opener]


def _number(name: str, numbers: Iterator[int], taken: Mapping[str, int]) -> str:
    """Return the name with the next free number; `taken` counts the templates of each name."""
    return next(each for number in numbers if not taken.get(each := f"{name}-{number}"))


def shorten(name: str, longest: int) -> str:
    """Return a name of at most `longest` characters; a truncated name ends with a digest, to keep names distinct."""
    if len(name) <= longest:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: longest - 9].rstrip('-')}-{digest}"
