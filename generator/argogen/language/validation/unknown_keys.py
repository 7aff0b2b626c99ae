"""Suggest a valid key for an unknown key of an object."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import DEFAULT_VERSION, KINDS, load_structure
from argogen.language.short_forms import VOLUME_SOURCES, shorten_env_source, shorten_volume
from argogen.language.validation.definitions import Schema, find_definition, resolve
from argogen.language.validation.forms import PATH_SYNONYMS
from argogen.language.validation.runnable_names import find_native_line
from argogen.language.validation.value_descriptions import BODIES, join_alternatives, list_some, name_owner, show_line
from argogen.language.vocabulary import (
    CALL_KEYS,
    OUTPUT_SOURCES,
    body_of,
    find_output_sources,
    keys,
)
from argogen.records import Record
from argogen.suggestions import find_meant, find_nearest, find_same
from argogen.yaml.node_path import follow

if TYPE_CHECKING:
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic

# For a misplaced key among these, the message names the owner.
_FAMILIES = ((*BODIES, "settings"), ("volume", "mount"), ("project", "environment", "pack", "settings"))
_CALLS = ("step", "task", "handler", "hook")
_FEW_KEYS = 10
_RAW = ("WorkflowSpec", "Template", "WorkflowStep", "DAGTask")

# Keys of other tools, and Argo fields for which there is not exactly one key; the first valid key is suggested.
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "arguments": ("with", "parameters"),
    "inputs": ("parameters", "with"),
    "params": ("parameters", "with"),
    "dag": ("tasks",),
    "condition": ("when",),
    "count": ("sequence",),
    "cron": ("schedule",),
    "dependsOn": ("needs",),
    "depends_on": ("needs",),
    "env_vars": ("env",),
    "environment": ("env",),
    "generateName": ("name",),
    "if": ("when",),
    "limit": ("parallelism",),
    "loop": ("for_each",),
    "pvc": ("claim",),
    "retries": ("retry",),
    "volume_mounts": ("mounts",),
    "volumeClaimTemplates": ("volumes",),
    "bash": ("run",),
    "cmd": ("run",),
    "templates": ("components",),
    "from": ("parameter",),
    "fromExpression": ("expression",),
    **dict.fromkeys(PATH_SYNONYMS, ("path",)),
}
_KEYED = ("task", "component", "parameter", "output", "volume", "env_value")
_INSIDE = {
    "command": ("container", "script"),
    "args": ("container", "script"),
    "source": ("script",),
    "file": ("script",),
}
# Keys of the pipeline whose values are Argo objects.
_OBJECTS = {"metadata": "ObjectMeta", "schedule": "CronWorkflowSpec"}
_INSTEAD = {
    **{(keyed, "name"): f"remove it: the key of {name_owner(keyed)} is its name" for keyed in _KEYED},
    ("mount", "mountPath"): "remove it: the key of a mount is its path",
    ("mount", "name"): "use 'volume' for the name of the volume",
    ("env_value", "value"): "replace the mapping with the value",
    ("parameter", "required"): "remove it: a parameter without a value is required",
    ("output", "valueFrom"): "move its keys to the output",
    **{
        ("step", key): "use 'tasks' for dependencies: steps run in order"
        for key in ("needs", "depends_on", "dependsOn")
    },
    ("step", "parameters"): "use 'with' for the arguments of a step",
    ("task", "parameters"): "use 'with' for the arguments of a task",
    ("", "spec"): "move its fields to the pipeline",
    ("", "workflowSpec"): "move its fields to the pipeline",
    ("", "with"): "use 'parameters' for the parameters of a pipeline",
}


class KeySuggestion(Record):
    """The key that an unknown key is probably meant as, the objects that have the unknown key, and the hint.

    `means` and `owners` may be "". `is_spelling` is True if `means` replaces the unknown key, False if the unknown key
    belongs into its value; `is_fix` is True if the replacement is unambiguous.
    """

    means: str = ""
    owners: str = ""
    hint: str = ""
    is_spelling: bool = True
    is_fix: bool = False


def suggest_key(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion:
    """Return the first suggestion for an unknown key."""
    return next(filter(None, (suggest(diagnostic, key) for suggest in _SUGGESTIONS)))


def is_misspelt(diagnostic: SchemaDiagnostic, missing: tuple[str, ...]) -> bool:
    """Return whether an unknown key is probably meant as one of the missing keys."""
    return any(suggest_key(diagnostic, key).means in missing for key in diagnostic.unknown_keys)


def is_unclear(diagnostic: SchemaDiagnostic) -> bool:
    """Return whether the object has an unknown key without a suggestion."""
    suggestions = (suggest_key(diagnostic, key) for key in diagnostic.unknown_keys)
    return any(not found.means and not found.owners for found in suggestions)


def _suggest_for_runnable(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    found = find_native_line(key, diagnostic.value[key], diagnostic.definition) if _is_native(diagnostic) else None
    return found and KeySuggestion(found.key if found.is_here else "", found.owner, found.hint)


def _suggest_short_form(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    """Suggest the native form of a Kubernetes object that has one."""
    shorten = _SHORT_FORMS.get((diagnostic.definition, key))
    if shorten is None or not isinstance(diagnostic.value[key], dict):
        return None
    short = shorten(diagnostic.value)
    return KeySuggestion(next(iter(short)), "", show_line(short)) if short else None


def _shorten_source(volume: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the native form of a volume, or of a mount with a volume."""
    source = {key: value for key, value in volume.items() if key in VOLUME_SOURCES}
    others = {key: value for key, value in volume.items() if key not in source}
    return {**(shorten_volume(source) or {VOLUME_SOURCES[next(iter(source))]: "NAME"}), **others}


def _is_native(diagnostic: SchemaDiagnostic) -> bool:
    return any(diagnostic.definition in family for family in _FAMILIES)


def _suggest_for_spelling(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    same = find_same(key, diagnostic.keys)
    if not same:
        return None
    if not _applies(diagnostic, same):
        return _reject(diagnostic, same)
    style = " (keys of argogen are in snake_case)" if "_" in same or same.islower() else ""
    return KeySuggestion(same, "", f"did you mean '{same}'?{style}", is_fix=True)


def _suggest_for_argo_name(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    """Suggest the key that becomes an Argo field, or a synonym."""
    calls = CALL_KEYS if diagnostic.definition in _CALLS else {}
    field = _map_argo_names(diagnostic.definition).get(key) or calls.get(key)
    candidates = (field, *_SYNONYMS.get(key, ()))
    means = next((each for each in candidates if each in diagnostic.keys and _applies(diagnostic, each)), None)
    if means:
        return KeySuggestion(means, "", f"did you mean '{means}'?")
    return _reject(diagnostic, field) if field in diagnostic.keys else None


def _suggest_argo_name_elsewhere(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    """Suggest the key of the pipeline that becomes a field of the workflow."""
    if diagnostic.definition not in (*BODIES[1:], "settings"):
        return None
    means = _map_argo_names("").get(key) or find_same(key, tuple(find_definition("")["properties"]))
    if not means or means in diagnostic.keys or not _is_workflows(means):
        return None
    return KeySuggestion(hint=f"use '{means}' on the pipeline")


def _reject(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion:
    """Return the suggestion for a key that does not apply to the body of the template."""
    return KeySuggestion(hint=f"remove it: '{key}' does not apply to {_find_body(diagnostic)}")


def _applies(diagnostic: SchemaDiagnostic, key: str) -> bool:
    """Return whether a valid key of the object applies to the body of the template."""
    body = _find_body(diagnostic)
    if not body:
        return True
    if diagnostic.definition == "output":
        return key not in OUTPUT_SOURCES or key in find_output_sources(body)
    is_workflows = diagnostic.definition == "" and _is_workflows(key)
    return is_workflows or key not in keys() or not keys()[key].bodies or keys()[key].fits(body)


def _find_body(diagnostic: SchemaDiagnostic) -> str:
    """Return the body of the template that the object is or, for an output, belongs to; "" for other objects."""
    if diagnostic.definition in BODIES:
        return body_of(diagnostic.value) or ""
    owner = follow(diagnostic.root, diagnostic.path[:-2]) if diagnostic.definition == "output" else None
    return (body_of(owner) or "") if isinstance(owner, dict) else ""


def _suggest_inside(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    places = [place for place in _INSIDE.get(key, ()) if place in diagnostic.keys]
    if diagnostic.definition == "":
        structure = load_structure(DEFAULT_VERSION)
        places += [place for place, definition in _OBJECTS.items() if structure.field(definition, key)]
    quoted = join_alternatives([f"'{place}'" for place in places])
    return KeySuggestion(places[0], "", f"move it to {quoted}", is_spelling=False) if places else None


def _suggest_elsewhere(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    owners = [owner for owner in _find_family(diagnostic) if key in find_definition(owner)["properties"]]
    hint = _INSTEAD.get((diagnostic.definition, key), "")
    if diagnostic.definition == "settings" and "" in owners and _is_workflows(key):
        hint = "set it on the pipeline"
    return KeySuggestion("", _join_owners(owners), hint) if owners or hint else None


def _is_workflows(key: str) -> bool:
    """Return whether a key of the pipeline becomes a field of the workflow or its metadata."""
    rows = resolve(find_definition("")["properties"][key]).get("x-argo", {})
    return not rows.keys().isdisjoint(("WorkflowSpec", "ObjectMeta"))


def _suggest_below_argo(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    fields = _RAW if "argo" in diagnostic.keys else ()
    raw = any(load_structure(DEFAULT_VERSION).field(owner, key) for owner in fields)
    return KeySuggestion(hint="move it to 'argo' to set the Argo field of this name") if raw else None


def _suggest_for_likeness(diagnostic: SchemaDiagnostic, key: str) -> KeySuggestion | None:
    known = tuple(known for known in diagnostic.keys if _applies(diagnostic, known))
    close = find_nearest(key, known)
    if close:
        # Among all keys, it may be similar to one that does not apply.
        is_fix = find_meant(key, diagnostic.keys) == close
        return KeySuggestion(close, "", f"did you mean '{close}'?", is_fix=is_fix)
    other = find_nearest(key, diagnostic.keys)
    return _reject(diagnostic, other) if other else None


def _list_known(diagnostic: SchemaDiagnostic, _: str) -> KeySuggestion:
    if len(diagnostic.keys) > _FEW_KEYS:
        return KeySuggestion()
    return KeySuggestion(hint=f"known keys: {list_some(diagnostic.keys)}" if diagnostic.keys else "remove it")


_SHORT_FORMS: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Mapping[str, Any] | None]] = {
    **{(owner, kind): _shorten_source for owner in ("volume", "mount") for kind in VOLUME_SOURCES},
    **{("env_from", kind): shorten_env_source for kind in ("configMapRef", "secretRef")},
}
_SUGGESTIONS = (
    _suggest_for_runnable,
    _suggest_short_form,
    _suggest_for_spelling,
    _suggest_elsewhere,
    _suggest_for_argo_name,
    _suggest_argo_name_elsewhere,
    _suggest_inside,
    _suggest_below_argo,
    _suggest_for_likeness,
    _list_known,
)


def _find_family(diagnostic: SchemaDiagnostic) -> tuple[str, ...]:
    whole = diagnostic.owner.get("properties") == find_definition(diagnostic.definition).get("properties")
    return next((family for family in _FAMILIES if whole and diagnostic.definition in family), ())


def _join_owners(owners: list[str]) -> str:
    steps = ("task", "handler", "hook")  # a key that steps have too is described as a key of a step
    shown = [owner for owner in owners if not ("step" in owners and owner in steps)]
    return join_alternatives([name_owner(owner) for owner in shown])


@functools.cache
def _map_argo_names(definition: str) -> dict[str, str]:
    """Map Argo fields to the keys that become them, without fields of the objects that pipelines become."""
    return {field: key for key, field in _read_rows(find_definition(definition))}


def _read_rows(schema: Schema) -> Iterator[tuple[str, str]]:
    for key, part in schema.get("properties", {}).items():
        rows = resolve(part).get("x-argo", {})
        yield from ((key, field) for owner, field in rows.items() if owner not in KINDS)
