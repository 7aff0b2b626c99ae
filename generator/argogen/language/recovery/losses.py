"""Collections of names of which nothing can be seen any more, and from where they are seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.recovery.objects import list_texts

if TYPE_CHECKING:
    from argogen.language.recovery.sound_part import Removal, SoundPart
    from argogen.yaml.node_path import NodePath

# What stands at the top is seen from everywhere, but for steps and the like, which components do not see.
_SHARED = frozenset({"components", "parameters", "volumes", "profiles", "artifacts"})
LOOPS = frozenset({"for_each", "withItems", "withParam", "withSequence"})
NAME, ORDER, ITEM = "<name>", "<order>", "<item>"
"""In the place of a key: the name of a step, the order of steps, and the value of a loop."""


def find_lost_collections(sound: SoundPart) -> Mapping[str, frozenset[int]]:
    """Return the keys of the collections in which any name may be, each with the lines from which it is seen."""
    lost = {(_find_lost_key(removal, sound), sound.find_outer_owner(removal.path)) for removal in sound.removals}
    lost |= {(ITEM, sound.find_owner(removal.path)) for removal in sound.removals if removal.is_unknown}
    lost |= {(NAME, sound.find_outer_owner(step)) for step in sound.nameless}
    lines: dict[str, set[int]] = {}
    for key, owner in lost:
        lines.setdefault(key, set()).update(_list_lines(key, owner, sound))
    return {key: frozenset(numbers) for key, numbers in lines.items()}


def _list_lines(key: str, owner: NodePath, sound: SoundPart) -> set[int]:
    document = sound.document
    lines = set(document.lines(owner))
    if not owner and key not in _SHARED and "components" in document.data:
        lines.difference_update(document.lines(("components",)))
    return lines


def _find_lost_key(removal: Removal, sound: SoundPart) -> str:
    """The collection that a fragment was, where nothing can be seen of the names in it; "" if it was none."""
    if isinstance(removal.path[-1], int):
        return _find_lost_list(removal)
    inner = removal.path[len(sound.find_owner(removal.path)) :]
    if not inner:
        return ""
    if inner[0] in LOOPS:
        return "for_each"
    if inner[-1] == "entrypoint" and len(removal.path) > 1:
        return ""  # in manifests, it names nothing
    is_opaque = not isinstance(removal.value, (dict, list)) or not removal.value
    return str(inner[-1]) if is_opaque else ""


def _find_lost_list(removal: Removal) -> str:
    """The list that an item was taken out of, if nothing can be seen of its name."""
    key = next(str(key) for key in reversed(removal.path) if isinstance(key, str))
    if key == "steps" and isinstance(removal.value, list) and any(list_texts(removal.value)):
        return ORDER  # what was meant to be one step may be several side by side
    return "" if _holds_name(removal.value) else key


def _holds_name(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_name, value))
    return isinstance(value, dict) and isinstance(value.get("name"), str)
