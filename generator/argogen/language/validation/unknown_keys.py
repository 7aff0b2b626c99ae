"""Suggest what was meant by a key that an object does not accept."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argogen.argo.structure import DEFAULT_VERSION, KINDS, load_structure
from argogen.language.validation.definitions import Schema, find_definition, resolve
from argogen.language.validation.object_names import BODIES, name_owner
from argogen.language.validation.value_descriptions import join_alternatives, list_some
from argogen.suggestions import find_nearest, find_same

if TYPE_CHECKING:
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic

# For a misplaced key among these, the message names the owner.
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
class KeySuggestion:
    """What an unknown key may be: the key of the object that is meant, or ""; whose key it is, or ""; what to do.

    `is_spelling` says that the unknown key stands for the other, and not inside it.
    """

    means: str = ""
    owners: str = ""
    hint: str = ""
    is_spelling: bool = True


def suggest_key(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion:
    """The most likely explanation of a key that the object does not accept."""
    return next(filter(None, (suggest(diagnostic, key) for suggest in _SUGGESTIONS)))


def is_misspelt(diagnostic: SchemaDiagnostic, missing: tuple[str, ...]) -> bool:
    """Whether one of the missing keys is present after all, misspelled."""
    return any(suggest_key(diagnostic, key).means in missing for key in diagnostic.unknown_keys)


def is_unclear(diagnostic: SchemaDiagnostic) -> bool:
    """Whether an unknown key is present that may mean anything."""
    suggestions = (suggest_key(diagnostic, key) for key in diagnostic.unknown_keys)
    return any(not found.means and not found.owners for found in suggestions)


def _suggest_for_spelling(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    same = find_same(key, diagnostic.keys)
    ours = " argogen's own keys are snake_case" if "_" in same or same.islower() else ""
    return KeySuggestion(same, "", f"did you mean '{same}'?{ours}") if same else None


def _suggest_in_argo(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    candidates = (_map_argo_names(diagnostic.definition).get(key), *_MEANT.get(key, ()))
    means = next((candidate for candidate in candidates if candidate in diagnostic.keys), None)
    return KeySuggestion(means, "", f"did you mean '{means}'?") if means else None


def _suggest_inside(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    places = [place for place in _INSIDE.get(key, ()) if place in diagnostic.keys]
    quoted = join_alternatives([f"'{place}'" for place in places])
    return KeySuggestion(places[0], "", f"it can stand inside {quoted}", is_spelling=False) if places else None


def _suggest_elsewhere(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    owners = [owner for owner in _find_family(diagnostic) if key in find_definition(owner)["properties"]]
    hint = _INSTEAD.get((diagnostic.definition, key), "")
    return KeySuggestion("", _join_owners(owners), hint) if owners or hint else None


def _suggest_below_argo(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    fields = _RAW if "argo" in diagnostic.keys else ()
    raw = any(load_structure(DEFAULT_VERSION).field(owner, key) for owner in fields)
    return KeySuggestion(hint="the field of Argo's that has this name can stand under 'argo'") if raw else None


def _suggest_for_likeness(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    close = find_nearest(key, diagnostic.keys)
    return KeySuggestion(close, "", f"did you mean '{close}'?") if close else None


def _list_known(diagnostic: SchemaDiagnostic, _: str) -> KeySuggestion:
    if len(diagnostic.keys) > _FEW_KEYS:
        return KeySuggestion()
    return KeySuggestion(hint=f"known keys: {list_some(diagnostic.keys)}" if diagnostic.keys else "leave it out")


_SUGGESTIONS = (
    _suggest_for_spelling,
    _suggest_elsewhere,
    _suggest_in_argo,
    _suggest_inside,
    _suggest_below_argo,
    _suggest_for_likeness,
    _list_known,
)


def _find_family(diagnostic: SchemaDiagnostic) -> tuple[str, ...]:
    whole = diagnostic.owner.get("properties") == find_definition(diagnostic.definition).get("properties")
    return next((family for family in _FAMILIES if whole and diagnostic.definition in family), ())


def _join_owners(owners: list[str]) -> str:
    steps = ("task", "handler", "hook")  # what a step has and these have too is known as a step's
    shown = [owner for owner in owners if not ("step" in owners and owner in steps)]
    return join_alternatives([name_owner(owner) for owner in shown])


@functools.cache
def _map_argo_names(definition: str) -> dict[str, str]:
    """Argo's fields to the keys that become them, but for those of the object that a whole pipeline becomes."""
    return {field: key for key, field in _read_rows(find_definition(definition))}


def _read_rows(schema: Schema) -> Iterator[tuple[str, str]]:
    for key, part in schema.get("properties", {}).items():
        rows = resolve(part).get("x-argo", {})
        yield from ((key, field) for owner, field in rows.items() if owner not in KINDS)
