"""What someone may have meant by a key that an object does not have."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argogen.argo.structure import DEFAULT_VERSION, KINDS, load_structure
from argogen.language.validation.language import Schema, find_definition, resolve
from argogen.language.validation.things import BODIES, name_owner
from argogen.language.validation.words import join_words, list_words
from argogen.suggestions import find_nearest, find_same

if TYPE_CHECKING:
    from argogen.language.validation.mistakes import Mistake

# Keys that go astray among these are told their owner.
_FAMILIES = ((*BODIES, "settings"), ("volume", "mount"), ("project", "environment", "pack", "settings"))
_FEW_KEYS = 10
_RAW = ("WorkflowSpec", "Template", "WorkflowStep", "DAGTask")

# Words of Argo and of other tools that no row of the language has; the first that the object takes is meant.
_MEANT = {
    "arguments": ("with", "parameters"),
    "inputs": ("parameters", "with"),
    "params": ("parameters", "with"),
    "dag": ("tasks",),
    "depends": ("needs",),
    "dependencies": ("needs",),
    "depends_on": ("needs",),
    "generateName": ("name",),
    "if": ("when",),
    "loop": ("for_each",),
    "withItems": ("for_each",),
    "withSequence": ("for_each",),
    "volumeClaimTemplates": ("volumes",),
    "bash": ("run",),
    "cmd": ("run",),
    "templates": ("components",),
}
_KEYED = ("task", "component", "parameter", "output", "volume", "env_value")
_INSIDE = {
    "command": ("container", "script"),
    "args": ("container", "script"),
    "source": ("script",),
    "file": ("script",),
    "timezone": ("schedule",),
    "concurrencyPolicy": ("schedule",),
    "startingDeadlineSeconds": ("schedule",),
}
_INSTEAD = {
    **{(keyed, "name"): f"{name_owner(keyed)}'s name is the key that it stands under" for keyed in _KEYED},
    ("mount", "mountPath"): "a mount's path is the key that it stands under",
    ("mount", "name"): "the volume's name goes into 'volume'",
    ("env_value", "value"): "write the value itself in place of this mapping",
    ("output", "valueFrom"): "an output's source stands in it directly",
    ("step", "needs"): "steps run one after the other; tasks have needs",
    ("step", "parameters"): "a step's arguments are its 'with'",
    ("task", "parameters"): "a task's arguments are its 'with'",
    ("", "with"): "a pipeline's arguments are its 'parameters'",
}


@dataclass(frozen=True)
class Guess:
    """What a stranger is: the key of the object that it means, or ""; whose key it is, or ""; what to do."""

    means: str = ""
    owners: str = ""
    hint: str = ""


def guess(mistake: Mistake, stranger: str) -> Guess:
    """The most likely explanation of a key that the mistake's object does not have."""
    return next(filter(None, (look(mistake, stranger) for look in _LOOKS)))


def is_misspelt(mistake: Mistake, missing: tuple[str, ...]) -> bool:
    """Whether one of the missing keys is there after all, as a stranger."""
    return any(guess(mistake, stranger).means in missing for stranger in mistake.strangers)


def is_unclear(mistake: Mistake) -> bool:
    """Whether a stranger is there that could mean anything."""
    guesses = (guess(mistake, stranger) for stranger in mistake.strangers)
    return any(not found.means and not found.owners for found in guesses)


def _look_for_spelling(mistake: Mistake, stranger: str) -> Guess | None:
    same = find_same(stranger, mistake.keys)
    ours = " argogen's own keys are snake_case" if "_" in same or same.islower() else ""
    return Guess(same, "", f"did you mean '{same}'?{ours}") if same else None


def _look_in_argo(mistake: Mistake, stranger: str) -> Guess | None:
    known = _map_argo_names(mistake.definition).get(stranger)
    means = next((key for key in (known, *_MEANT.get(stranger, ())) if key in mistake.keys), None)
    return Guess(means, "", f"did you mean '{means}'?") if means else None


def _look_inside(mistake: Mistake, stranger: str) -> Guess | None:
    places = [key for key in _INSIDE.get(stranger, ()) if key in mistake.keys]
    quoted = join_words([f"'{key}'" for key in places])
    return Guess(places[0], "", f"it can stand inside {quoted}") if places else None


def _look_elsewhere(mistake: Mistake, stranger: str) -> Guess | None:
    owners = [owner for owner in _find_family(mistake) if stranger in find_definition(owner)["properties"]]
    hint = _INSTEAD.get((mistake.definition, stranger), "")
    return Guess("", _join_owners(owners), hint) if owners or hint else None


def _look_below_argo(mistake: Mistake, stranger: str) -> Guess | None:
    fields = _RAW if "argo" in mistake.keys else ()
    raw = any(load_structure(DEFAULT_VERSION).field(owner, stranger) for owner in fields)
    return Guess(hint="the field of Argo's that has this name can stand under 'argo'") if raw else None


def _look_for_likeness(mistake: Mistake, stranger: str) -> Guess | None:
    close = find_nearest(stranger, mistake.keys)
    return Guess(close, "", f"did you mean '{close}'?") if close else None


def _list_known(mistake: Mistake, _: str) -> Guess:
    if len(mistake.keys) > _FEW_KEYS:
        return Guess()
    return Guess(hint=f"known keys: {list_words(mistake.keys)}" if mistake.keys else "leave it out")


_LOOKS = (
    _look_for_spelling,
    _look_elsewhere,
    _look_in_argo,
    _look_inside,
    _look_below_argo,
    _look_for_likeness,
    _list_known,
)


def _find_family(mistake: Mistake) -> tuple[str, ...]:
    whole = mistake.owner.get("properties") == find_definition(mistake.definition).get("properties")
    return next((family for family in _FAMILIES if whole and mistake.definition in family), ())


def _join_owners(owners: list[str]) -> str:
    steps = ("task", "handler", "hook")  # what a step has and these have too is known as a step's
    shown = [owner for owner in owners if not ("step" in owners and owner in steps)]
    return join_words([name_owner(owner) for owner in shown])


@functools.cache
def _map_argo_names(definition: str) -> dict[str, str]:
    """Argo's fields to the keys that become them, but for those of the object that a whole pipeline becomes."""
    return {field: key for key, field in _read_rows(find_definition(definition))}


def _read_rows(schema: Schema) -> Iterator[tuple[str, str]]:
    for key, part in schema.get("properties", {}).items():
        rows = resolve(part).get("x-argo", {})
        yield from ((key, field) for owner, field in rows.items() if owner not in KINDS)
