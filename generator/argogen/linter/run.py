"""Ask rules about a Context."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.linter.model.locating import Locator
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.linter.rules.storage.volumes import find_undeclared_mounts
from argogen.linter.rules.structure.containers import find_missing_images
from argogen.linter.rules.structure.recursion import find_endless_recursion
from argogen.linter.rules.values.names import find_bad_names
from argogen.linter.rules.values.quantities import check_sizes
from argogen.linter.selection import RuleSelection
from argogen.yaml.document import Document

Find = Callable[[Subject], Iterator[RuleDiagnostic]]
"""A rule, or several that look at the same things."""

IN_RENDER: Sequence[Find] = (
    find_bad_names,
    find_missing_images,
    find_undeclared_mounts,
    check_sizes,
    find_endless_recursion,
)
"""Those without which no manifest is made; all the others, in `every`, are asked by `lint` alone."""


def check_context(context: Context, document: Document, choice: RuleSelection) -> list[Diagnostic]:
    """What keeps a manifest from being made, or is quickly seen, at the places of the pipeline."""
    return ask(IN_RENDER, Subject(context), document, choice)


def ask(rules: Iterable[Find], subject: Subject, document: Document, choice: RuleSelection) -> list[Diagnostic]:
    """What rules find, as someone has chosen them, at the places of the pipeline."""
    locator = Locator(document)
    found = (_tell(diagnostic, choice, locator) for find in rules for diagnostic in find(subject))
    return [diagnostic for diagnostic in found if diagnostic is not None]


def _tell(diagnostic: RuleDiagnostic, choice: RuleSelection, locator: Locator) -> Diagnostic | None:
    severity = choice.severity(diagnostic.rule, diagnostic.severity)
    if severity is None:
        return None
    place, is_exact = locator.place(diagnostic)
    fix = diagnostic.fix if is_exact else None
    if fix is not None:
        fix = fix.replace(ORIGINAL, place.text[place.column - 1 : place.column - 1 + place.width])
    return Diagnostic(
        diagnostic.rule, _in_one_line(diagnostic.message), place, _in_one_line(diagnostic.hint), severity, fix
    )


def _in_one_line(text: str) -> str:
    """A message, with escapes for what would break its line or cannot be seen: it may quote anything."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
