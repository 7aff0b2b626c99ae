"""Mistakes in the keys of an object: unknown, missing, too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from argogen.language.validation.definitions import resolve
from argogen.language.validation.object_names import BODIES, name_this
from argogen.language.validation.unknown_keys import is_misspelt, is_unclear, suggest_key
from argogen.language.validation.value_descriptions import join_alternatives, list_some, quote, show_example
from argogen.suggestions import find_same

if TYPE_CHECKING:
    from argogen.argo.structure import StructureDiagnostic
    from argogen.language.validation.definitions import Schema
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic


def explain_unknown_keys(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Each key that the object may not have."""
    for key in diagnostic.unknown_keys:
        found = suggest_key(diagnostic, key)
        is_what = f"is a key of {found.owners}, not" if found.owners else "is not a key"
        message = f"{quote(key)} {is_what} of {diagnostic.subject}"
        fault = diagnostic.at_key(key, "unknown-key", message, found.hint)
        yield fault._replace(fix=find_same(key, diagnostic.keys), meant=found.means if found.is_spelling else "")


def explain_missing(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Each key that the object needs, unless it is there misspelt."""
    for key in diagnostic.expected:
        if key not in diagnostic.value and not is_misspelt(diagnostic, (key,)):
            yield _report_missing(diagnostic, (key,))


def explain_companions(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Each key that another one of the object needs beside it."""
    for key, needed in diagnostic.expected.items():
        for companion in needed if key in diagnostic.value else ():
            if companion not in diagnostic.value and not is_misspelt(diagnostic, (companion,)):
                message = f"'{key}' needs '{companion}' beside it"
                yield diagnostic.at_key(key, "missing-key", message, _show_example(diagnostic, companion))


def explain_choice(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Keys of which the object needs exactly one (`oneOf`), or at least one (`anyOf`)."""
    if not isinstance(diagnostic.value, dict):
        return  # its type says so already
    choices = _list_choices(diagnostic.expected)
    found = [key for key in diagnostic.value if key in choices]
    if found and diagnostic.keyword == "oneOf":
        yield from (_report_second(diagnostic, found[0], second) for second in found[1:])
    elif not found and not is_misspelt(diagnostic, choices):
        yield from _report_none(diagnostic, choices)


def _list_choices(branches: Sequence[Schema]) -> tuple[str, ...]:
    """The keys that the branches require, one each; a branch without stands for none of them."""
    return tuple(branch["required"][0] for branch in branches if "required" in branch)


def _report_none(diagnostic: SchemaDiagnostic, choices: tuple[str, ...]) -> Iterator[StructureDiagnostic]:
    hint = f"add one of: {list_some(choices)}"
    if diagnostic.keyword == "anyOf":
        yield _report_missing(diagnostic, choices)
    elif is_unclear(diagnostic):
        return  # what is not known here may well be what is missed
    elif diagnostic.definition in BODIES:
        yield diagnostic.at_object("no-body", f"{name_this(diagnostic.subject)} does nothing", hint)
    else:
        yield diagnostic.at_object("no-source", f"{diagnostic.subject} needs a source", hint)


def _report_second(diagnostic: SchemaDiagnostic, first: str, second: str) -> StructureDiagnostic:
    both = f"this one has both '{first}' and '{second}'"
    if diagnostic.definition in BODIES:
        message = f"{diagnostic.subject} does one thing; {both}"
        return diagnostic.at_key(second, "two-bodies", message, "make two steps of it")
    message = f"{diagnostic.subject} has one source; {both}"
    return diagnostic.at_key(second, "two-sources", message, "remove one of them")


def _report_missing(diagnostic: SchemaDiagnostic, keys: tuple[str, ...]) -> StructureDiagnostic:
    message = f"{diagnostic.subject} needs {join_alternatives([*map(quote, keys)])}"
    return diagnostic.at_object("missing-key", message, _show_example(diagnostic, keys[0]))


def _show_example(diagnostic: SchemaDiagnostic, key: str) -> str:
    return show_example(resolve(diagnostic.owner.get("properties", {}).get(key, {})).get("examples", []), key)
