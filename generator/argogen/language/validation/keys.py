"""Mistakes in the keys of an object: unknown, missing, too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from argogen.language.validation.language import resolve
from argogen.language.validation.things import BODIES, point_at
from argogen.language.validation.unknown_keys import guess, is_misspelt, is_unclear
from argogen.language.validation.words import join_words, list_words, quote, show_example
from argogen.suggestions import find_same

if TYPE_CHECKING:
    from argogen.argo.structure import Fault
    from argogen.language.validation.language import Schema
    from argogen.language.validation.mistakes import Mistake


def explain_strangers(mistake: Mistake) -> Iterator[Fault]:
    """Each key that the object may not have."""
    for stranger in mistake.strangers:
        found = guess(mistake, stranger)
        is_what = f"is a key of {found.owners}, not" if found.owners else "is not a key"
        message = f"{quote(stranger)} {is_what} of {mistake.thing}"
        fault = mistake.fault_of_key(stranger, "unknown-key", message, found.hint)
        yield fault._replace(fix=find_same(stranger, mistake.keys))


def explain_missing(mistake: Mistake) -> Iterator[Fault]:
    """Each key that the object needs, unless it is there misspelt."""
    for key in mistake.wanted:
        if key not in mistake.value and not is_misspelt(mistake, (key,)):
            yield _report_missing(mistake, (key,))


def explain_companions(mistake: Mistake) -> Iterator[Fault]:
    """Each key that another one of the object needs beside it."""
    for key, needed in mistake.wanted.items():
        for companion in needed if key in mistake.value else ():
            if companion not in mistake.value and not is_misspelt(mistake, (companion,)):
                message = f"'{key}' needs '{companion}' beside it"
                yield mistake.fault_of_key(key, "missing-key", message, _show_example(mistake, companion))


def explain_choice(mistake: Mistake) -> Iterator[Fault]:
    """Keys of which the object needs exactly one (`oneOf`), or at least one (`anyOf`)."""
    if not isinstance(mistake.value, dict):
        return  # its type says so already
    choices = _list_choices(mistake.wanted)
    found = [key for key in mistake.value if key in choices]
    if found and mistake.keyword == "oneOf":
        yield from (_report_second(mistake, found[0], second) for second in found[1:])
    elif not found and not is_misspelt(mistake, choices):
        yield from _report_none(mistake, choices)


def _list_choices(branches: Sequence[Schema]) -> tuple[str, ...]:
    """The keys that the branches require, one each; a branch without stands for none of them."""
    return tuple(branch["required"][0] for branch in branches if "required" in branch)


def _report_none(mistake: Mistake, choices: tuple[str, ...]) -> Iterator[Fault]:
    hint = f"add one of: {list_words(choices)}"
    if mistake.keyword == "anyOf":
        yield _report_missing(mistake, choices)
    elif is_unclear(mistake):
        return  # what is not known here may well be what is missed
    elif mistake.definition in BODIES:
        yield mistake.fault_of_object("no-body", f"{point_at(mistake.thing)} does nothing", hint)
    else:
        yield mistake.fault_of_object("no-source", f"{mistake.thing} needs a source", hint)


def _report_second(mistake: Mistake, first: str, second: str) -> Fault:
    both = f"this one has both '{first}' and '{second}'"
    if mistake.definition in BODIES:
        message = f"{mistake.thing} does one thing; {both}"
        return mistake.fault_of_key(second, "two-bodies", message, "make two steps of it")
    message = f"{mistake.thing} has one source; {both}"
    return mistake.fault_of_key(second, "two-sources", message, "remove one of them")


def _report_missing(mistake: Mistake, keys: tuple[str, ...]) -> Fault:
    message = f"{mistake.thing} needs {join_words([*map(quote, keys)])}"
    return mistake.fault_of_object("missing-key", message, _show_example(mistake, keys[0]))


def _show_example(mistake: Mistake, key: str) -> str:
    return show_example(resolve(mistake.owner.get("properties", {}).get(key, {})).get("examples", []), key)
