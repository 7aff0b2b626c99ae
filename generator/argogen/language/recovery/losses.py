"""Find lost collections, whose names are unknown, and the lines on which their names are visible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.recovery.objects import list_texts

if TYPE_CHECKING:
    from argogen.language.recovery.sound_part import Removal, SoundPart
    from argogen.yaml.node_path import NodePath

# Collections of the pipeline that are visible in components too.
_SHARED = frozenset({"components", "parameters", "volumes", "profiles", "artifacts"})
LOOPS = frozenset({"for_each", "withItems", "withParam", "withSequence"})
NAME, ORDER, ITEM = "<name>", "<order>", "<item>"
"""Used as keys: the name of a step, the order of steps, and the loop variable."""
LOST: Mapping[str, frozenset[str]] = {
    ITEM: frozenset(),
    "components": frozenset({"unknown-component"}),
    "parameters": frozenset({"unknown-parameter", "unknown-argument", "unknown-tag-variable", "missing-argument"}),
    "with": frozenset({"unknown-parameter", "missing-argument", "unknown-tag-variable"}),
    "entrypoint": frozenset({"unknown-component", "duplicate-name"}),
    "volumes": frozenset({"undeclared-volume"}),
    "argo": frozenset({"undeclared-volume"}),
    "profiles": frozenset({"unknown-profile"}),
    "artifacts": frozenset({"unknown-artifact", "unknown-output", "unknown-tag-variable"}),
    "in": frozenset({"unknown-artifact", "unknown-tag-variable", "missing-argument"}),
    "out": frozenset({"unknown-artifact", "unknown-output", "unknown-tag-variable"}),
    "steps": frozenset({"unknown-reference", "unrecognized-tag", "unknown-tag-variable", "unknown-variable-prefix"}),
    "tasks": frozenset(
        {"unknown-reference", "unrecognized-tag", "unknown-tag-variable", "unknown-variable-prefix", "unknown-task"}
    ),
    NAME: frozenset({"unknown-reference", "unrecognized-tag", "unknown-tag-variable", "unknown-variable-prefix"}),
    ORDER: frozenset({"output-not-yet-available"}),
    "templates": frozenset({"unknown-component"}),
    "dag": frozenset({"unknown-tag-variable", "unknown-task"}),
    "inputs": frozenset({"unknown-tag-variable", "unknown-argument", "missing-argument"}),
    "outputs": frozenset({"unknown-tag-variable", "unknown-output"}),
    "arguments": frozenset({"unknown-tag-variable", "missing-argument"}),
    "volumeClaimTemplates": frozenset({"undeclared-volume"}),
    "for_each": frozenset({"unknown-reference", "unrecognized-tag", "unknown-variable-prefix", "item-without-loop"}),
}
"""The collections, with the codes of diagnostics that depend on all their names."""


def find_lost_collections(sound: SoundPart) -> Mapping[str, frozenset[int]]:
    """Return the keys of lost collections, each with the lines on which its names are visible."""
    lost = {(_find_lost_key(removal, sound), sound.find_outer_owner(removal.path)) for removal in sound.removals}
    lost |= {(ITEM, sound.find_owner(removal.path)) for removal in sound.removals if removal.is_unknown}
    lost |= {(NAME, sound.find_outer_owner(step)) for step in sound.nameless}
    lines: dict[str, set[int]] = {}
    for key, owner in lost:
        if key in LOST:
            lines.setdefault(key, set()).update(_list_lines(key, owner, sound))
    return {key: frozenset(numbers) for key, numbers in lines.items()}


def _list_lines(key: str, owner: NodePath, sound: SoundPart) -> set[int]:
    document = sound.document
    lines = set(document.lines(owner))
    if not owner and key not in _SHARED and "components" in document.data:
        lines.difference_update(document.lines(("components",)))
    return lines


def _find_lost_key(removal: Removal, sound: SoundPart) -> str:
    """Return the key of a fragment that is a lost collection, or ""."""
    if isinstance(removal.path[-1], int):
        return _find_lost_list(removal)
    inner = removal.path[len(sound.find_owner(removal.path)) :]
    if not inner:
        return ""
    if inner[0] in LOOPS:
        return "for_each"
    if inner[-1] == "entrypoint" and len(removal.path) > 1:
        return ""  # a manifest key, not a collection
    is_opaque = not isinstance(removal.value, (dict, list)) or not removal.value
    return str(inner[-1]) if is_opaque else ""


def _find_lost_list(removal: Removal) -> str:
    """Return the key of the list that contained an item whose name is unknown, or ""."""
    key = next(str(key) for key in reversed(removal.path) if isinstance(key, str))
    if key == "steps" and isinstance(removal.value, list) and any(list_texts(removal.value)):
        return ORDER  # can be parallel steps
    return "" if _holds_name(removal.value) else key


def _holds_name(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_name, value))
    return isinstance(value, dict) and isinstance(value.get("name"), str)
