"""Find the objects of a pipeline that have a body: the pipeline, its components, steps, tasks, hooks and handlers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.yaml.node_path import NodePath

_NAMED = frozenset({"tasks", "hooks"})
# Entries of these mappings are removed as a whole, because a single key can change their meaning.
_ENTRIES = frozenset({"parameters", "outputs", "volumes", "mounts"})


def list_owners(path: NodePath) -> list[NodePath]:
    """Return the paths of all objects with a body at or around a path, the pipeline first."""
    owners: list[NodePath] = [()]
    end = 2 if path[:1] == ("components",) and len(path) > 1 else 0
    owners += [path[:end]] if end else []
    while (step := _step_inwards(path, end)) > 0:
        end += step
        owners.append(path[:end])
    return owners


def _step_inwards(path: NodePath, end: int) -> int:
    """Return the number of path parts from the object at `end` to the next nested one, or 0."""
    key, rest = path[end : end + 1], path[end + 1 :]
    if key == ("on_exit",):
        return 1
    if key == ("steps",) and rest and isinstance(rest[0], int):
        return 3 if len(rest) > 1 and isinstance(rest[1], int) else 2
    return 2 if key and key[0] in _NAMED and rest else 0


def find_fragment(path: NodePath) -> NodePath:
    """Return the smallest fragment at or around a path without which the rest is valid."""
    owner = list_owners(path)[-1]
    inner = path[len(owner) :]
    if not inner:
        return path
    if inner[0] in _ENTRIES and len(inner) > 2 and isinstance(inner[1], str):
        return (*owner, *inner[:2])
    if inner[0] == "use":
        return (*owner, "use")
    if inner[0] == "artifacts" and len(inner) > 3 and isinstance(inner[2], str):
        return (*owner, *inner[:3])
    depth = max((number for number, key in enumerate(inner, 1) if isinstance(key, str)), default=0)
    return (*owner, *inner[:depth])


def name_object(path: NodePath, value: Any) -> str:
    """Return the name of an object in references, or ""."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return str(value["name"])
    return path[-1] if path and isinstance(path[-1], str) else ""


def list_texts(value: Any) -> Iterator[str]:
    """Yield all strings in a value, including keys."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            pending += [*part, *part.values()]
        elif isinstance(part, list):
            pending += part
