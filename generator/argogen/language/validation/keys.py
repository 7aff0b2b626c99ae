"""Diagnostics of the keys of an object: unknown, missing and conflicting keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from argogen.language.validation.definitions import resolve
from argogen.language.validation.unknown_keys import is_misspelt, is_unclear, suggest_key
from argogen.language.validation.value_descriptions import (
    BODIES,
    join_alternatives,
    list_some,
    name_this,
    quote,
    show_example,
)

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.language.validation.definitions import Schema
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic


def explain_unknown_keys(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report each invalid key of the object."""
    for key in diagnostic.unknown_keys:
        found = suggest_key(diagnostic, key)
        is_what = f"is a key of {found.owners}, not" if found.owners else "is not a key"
        message = f"{quote(key)} {is_what} of {diagnostic.subject}"
        fault = diagnostic.at_key(key, "unknown-key", message, found.hint)
        yield fault._replace(fix=found.means if found.is_fix else "", meant=found.means if found.is_spelling else "")


def explain_missing(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report each required key that is missing, unless a misspelled key is probably meant as it."""
    for key in diagnostic.expected:
        if key not in diagnostic.value and not is_misspelt(diagnostic, (key,)):
            yield _report_missing(diagnostic, (key,))


def explain_companions(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report each missing key that another key of the object requires."""
    for key, needed in diagnostic.expected.items():
        for companion in needed if key in diagnostic.value else ():
            if companion not in diagnostic.value and not is_misspelt(diagnostic, (companion,)):
                message = f"'{key}' requires '{companion}'"
                yield diagnostic.at_key(key, "missing-key", message, _show_example(diagnostic, companion))


def explain_choice(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report missing and conflicting keys among those of which exactly one (`oneOf`) or any (`anyOf`) is required."""
    if not isinstance(diagnostic.value, dict):
        return  # the wrong type is reported
    choices = _list_choices(diagnostic.expected)
    found = [key for key in diagnostic.value if key in choices]
    if found and diagnostic.keyword == "oneOf":
        yield from (_report_second(diagnostic, found[0], second) for second in found[1:])
    elif not found and not is_misspelt(diagnostic, choices):
        yield from _report_none(diagnostic, choices)


def _list_choices(branches: Sequence[Schema]) -> tuple[str, ...]:
    """Return the keys that the branches require, one each; a branch without a key requires none."""
    return tuple(branch["required"][0] for branch in branches if "required" in branch)


def _report_none(diagnostic: SchemaDiagnostic, choices: tuple[str, ...]) -> Iterator[StructureDiagnostic]:
    hint = f"add one of: {list_some(choices)}"
    if diagnostic.keyword == "anyOf":
        yield _report_missing(diagnostic, choices)
    elif is_unclear(diagnostic):
        return  # the unknown key may be meant as the missing one
    elif diagnostic.definition in BODIES:
        called = diagnostic.value.get("template")
        if isinstance(called, str):  # which names the called template in Argo
            hint = f"did you mean 'use: {called}'? ('template' is the name of the generated template)"
        yield diagnostic.at_object("missing-body", f"{name_this(diagnostic.subject)} has nothing to run", hint)
    else:
        yield diagnostic.at_object("missing-source", f"{name_this(diagnostic.subject)} has no source", hint)


def _report_second(diagnostic: SchemaDiagnostic, first: str, second: str) -> StructureDiagnostic:
    message = f"{diagnostic.subject} cannot have both '{first}' and '{second}'"
    if diagnostic.definition in BODIES:
        return diagnostic.at_key(second, "multiple-bodies", message, "split it into two steps")
    return diagnostic.at_key(second, "multiple-sources", message, "remove one of them")


def _report_missing(diagnostic: SchemaDiagnostic, keys: tuple[str, ...]) -> StructureDiagnostic:
    message = f"missing key {join_alternatives([*map(quote, keys)])} of {diagnostic.subject}"
    return diagnostic.at_object("missing-key", message, _show_example(diagnostic, keys[0]))


def _show_example(diagnostic: SchemaDiagnostic, key: str) -> str:
    example = show_example(resolve(diagnostic.owner.get("properties", {}).get(key, {})).get("examples", []), key)
    return f"add '{key}', {example}" if example else f"add '{key}'"
