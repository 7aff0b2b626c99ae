"""What the objects of a pipeline, and of a project file, are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path

BODIES = ("", "component", "step", "task", "handler", "hook")

_NAMES = {
    "": "a pipeline",
    "project": "a project file",
    "environment": "an environment",
    "pack_source": "a pack",
    "pack": "the manifest of a pack",
    "pack_parameter": "a parameter",
    "component": "a component",
    "step": "a step",
    "task": "a task",
    "handler": "a handler",
    "hook": "a hook",
    "parameter": "a parameter",
    "output": "an output",
    "artifact": "an artifact",
    "volume": "a volume",
    "mount": "a mount",
    "env_value": "a variable",
    "runnable": "a runnable pipeline",
    "runnable_configuration": "a runnable configuration",
    "runnable_dag": "a dag",
    "runnable_node": "a node",
    "runnable_task": "a task",
    "runnable_map": "a map",
    "runnable_parallel": "a parallel node",
    "runnable_nested": "a dag node",
    "runnable_end": "an end",
    "argo_executor": "the executor",
    "argo_override": "an override",
}
# The same settings stand in two places; what leads to them says which.
_SETTINGS = {
    "pipeline_defaults": "the defaults",
    "profiles": "a profile",
    "project_defaults": "the defaults",
    "project_profiles": "a profile",
    "pack_defaults": "the defaults",
    "pack_profiles": "a profile",
    "pack_final": "what is final",
}


def name_object(definition: str, parent: str, start: Path, inner: Path) -> str:
    """The object at `inner` below `start`, where a value of the definition begins; `parent` refers to that definition.

    What has no word of its own goes by its key.
    """
    if not inner and definition in _NAMES:
        return _NAMES[definition]
    if not inner and parent in _SETTINGS:
        return _SETTINGS[parent]
    path = (*start, *inner)
    key = next((part for part in reversed(path) if isinstance(part, str)), definition)
    return f"an item of '{key}'" if path and isinstance(path[-1], int) else f"'{key}'"


def name_owner(definition: str) -> str:
    """A definition with keys of its own, wherever it stands."""
    return "defaults" if definition == "settings" else _NAMES.get(definition, f"'{definition}'")


def name_this(subject: str) -> str:
    """The object as the one at which the message is placed: this step."""
    article, _, noun = subject.partition(" ")
    return f"this {noun}" if article in ("a", "an") else subject
