"""Repair an Argo manifest: what is faulty is taken out, and items of lists leave an empty place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from argogen.language.recovery.repair import UNKNOWN, FindFaults, Repair
from argogen.language.recovery.sound_part import SoundPart
from argogen.yaml.node_path import follow

if TYPE_CHECKING:
    from argogen.argo.structure import StructureDiagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

_REPAIRS = 3
_LISTS = frozenset({"templates", "tasks"})
# Each item of these is judged as a whole: without one of its fields it would be another one.
_ITEMS = frozenset({"parameters", "artifacts"})
_VOLUMES = frozenset({"volumes", "volumeClaimTemplates"})
# Without one of these there is no manifest.
_ROOTS = frozenset({"items", "apiVersion", "kind", "metadata", "spec", "workflowSpec", "workflowTemplateRef"})


def find_sound_manifest(
    document: Document, faults: Iterable[StructureDiagnostic], find_faults: FindFaults
) -> SoundPart | None:
    """Return a document without the fragments of its manifests in which the faults are; see `find_sound_pipeline`."""
    return _ManifestRepair(document).run(faults, find_faults)


def is_harmless(data: Any, fault: StructureDiagnostic) -> bool:
    """Return whether a manifest with a fault can be read: the empty places that items have left are passed over."""
    is_empty = bool(fault.path) and isinstance(fault.path[-1], int) and follow(data, fault.path) is None
    return is_empty or fault.code == "not-in-version"


def list_owners(path: NodePath) -> list[NodePath]:
    """Return the paths of all templates, steps, tasks and hooks at or around a path, that of the document first."""
    return [(), *(path[: end + 1] for end in range(1, len(path)) if _is_owner(path, end))]


def _is_owner(path: NodePath, end: int) -> bool:
    if isinstance(path[end], int):
        return path[end - 1] in _LISTS or (isinstance(path[end - 1], int) and path[end - 2] == "steps")
    return path[end - 1] == "hooks"


class _ManifestRepair(Repair):
    def _finish(self) -> SoundPart:
        corrected = frozenset(self._written.values())
        return SoundPart(self._editor.document, list_owners, tuple(self._removals.values()), corrected=corrected)

    def _repair(self, fault: StructureDiagnostic, attempt: int) -> None:
        owner = list_owners(fault.path)[-1]
        # Of two that have one name, the second goes as a whole.
        start = fault.path[:-1] if fault.code == "duplicate-name" else fault.path
        path = owner if attempt >= _REPAIRS and owner else self._find_fragment(start)
        if not all(isinstance(key, int) or key in _ROOTS for key in path) and self._editor.has(path):
            self._note(path, is_unknown=fault.code in UNKNOWN)
            if isinstance(path[-1], int):
                self._editor.write(path, None)
            else:
                self._editor.remove(path)

    def _complete(self, path: NodePath) -> None:
        """A manifest may lack anything."""

    def _find_fragment(self, path: NodePath) -> NodePath:
        """The smallest fragment at or around a path that can be taken out and leaves the rest sound."""
        ends = range(len(path) - 1, 0, -1)
        item = next((end for end in ends if path[end - 1] in _ITEMS and isinstance(path[end], int)), None)
        if item is not None:
            return path[: item + 1]
        while path and isinstance(path[-1], int) and not _can_be_empty(path):
            path = path[:-1]
        return path


def _can_be_empty(path: NodePath) -> bool:
    """Whether the reader of manifests passes over an item of a list that is nothing."""
    key, owner = path[-2], path[-3] if len(path) > 2 else ""
    if key in _VOLUMES:
        return owner in ("spec", "workflowSpec")
    return key in _LISTS or key in _ITEMS or key == "steps" or owner == "steps"
