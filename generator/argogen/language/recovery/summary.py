"""Summarize the unchecked parts of a document in one note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, Severity
from argogen.language.recovery.objects import list_texts, name_object
from argogen.yaml.node_path import follow

if TYPE_CHECKING:
    from argogen.language.recovery.sound_part import Removal, SoundPart
    from argogen.yaml.node_path import NodePath

NOT_CHECKED = "not-checked"
_SHOWN = 3


def describe_unchecked(sound: SoundPart) -> Diagnostic | None:
    """Return a note with the names of unchecked objects; None if only scalar values are unchecked."""
    paths = {*(removal.path for removal in sound.removals if _has_content(removal)), *sound.bodiless} - {()}
    if not paths:
        return None
    places = {path: sound.document.place(path, key=bool(path) and isinstance(path[-1], str)) for path in paths}
    ordered = sorted(paths, key=lambda path: (places[path].line, places[path].column))
    names = list(dict.fromkeys(_name(path, sound) for path in ordered))
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    message = f"not fully checked because of errors: {shown}"
    return Diagnostic(NOT_CHECKED, message, places[ordered[0]], "", Severity.NOTE)


def _has_content(removal: Removal) -> bool:
    return isinstance(removal.value, (dict, list)) and any(list_texts(removal.value))


def _name(path: NodePath, sound: SoundPart) -> str:
    """Return the name of the object around a path; in the pipeline itself, the key."""
    owner = sound.find_owner(path)
    if not owner:
        return f"'{path[0]}'" if path else "the pipeline"
    name = name_object(owner, follow(sound.document.data, owner))
    return f"'{name}'" if name and name not in sound.invented else "an unnamed step"
