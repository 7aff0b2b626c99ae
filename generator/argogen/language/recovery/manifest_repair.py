"""Repair an Argo manifest: invalid fragments are removed, and invalid list items replaced with null."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from argogen.language.recovery.repair import UNKNOWN, FindErrors, Repair
from argogen.language.recovery.sound_part import SoundPart
from argogen.yaml.node_path import follow

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

_REPAIRS = 3
_LISTS = frozenset({"templates", "tasks"})
# Items of these lists are removed as a whole, because a single field can change their meaning.
_ITEMS = frozenset({"parameters", "artifacts"})
_VOLUMES = frozenset({"volumes", "volumeClaimTemplates"})
# Required for a manifest, so never removed.
_ROOTS = frozenset({"items", "apiVersion", "kind", "metadata", "spec", "workflowSpec", "workflowTemplateRef"})


def find_sound_manifest(
    document: Document, errors: Iterable[StructureDiagnostic], find_errors: FindErrors
) -> SoundPart | None:
    """Return the document without the invalid fragments of its manifests; see `find_sound_pipeline`."""
    return _ManifestRepair(document).run(errors, find_errors)


def is_harmless(data: Any, error: StructureDiagnostic) -> bool:
    """Return whether an error can be ignored: it is at a null item, or about another Argo version."""
    is_empty = bool(error.path) and isinstance(error.path[-1], int) and follow(data, error.path) is None
    return is_empty or error.code == "unsupported-in-version"


def list_owners(path: NodePath) -> list[NodePath]:
    """Return the paths of all templates, steps, tasks and hooks at or around a path, the document first."""
    return [(), *(path[: end + 1] for end in range(1, len(path)) if _is_owner(path, end))]


def _is_owner(path: NodePath, end: int) -> bool:
    if isinstance(path[end], int):
        return path[end - 1] in _LISTS or (isinstance(path[end - 1], int) and path[end - 2] == "steps")
    return path[end - 1] == "hooks"


class _ManifestRepair(Repair):
    def _finish(self) -> SoundPart:
        corrected = frozenset(self._written.values())
        return SoundPart(self._editor.document, list_owners, tuple(self._removals.values()), corrected=corrected)

    def _repair(self, error: StructureDiagnostic, attempt: int) -> None:
        owner = list_owners(error.path)[-1]
        # Of two objects with a duplicate name, the second is removed as a whole.
        start = error.path[:-1] if error.code == "duplicate-name" else error.path
        path = owner if attempt >= _REPAIRS and owner else self._find_fragment(start)
        if not all(isinstance(key, int) or key in _ROOTS for key in path) and self._editor.has(path):
            self._note(path, is_unknown=error.code in UNKNOWN)
            if isinstance(path[-1], int):
                self._editor.write(path, None)
            else:
                self._editor.remove(path)

    def _complete(self, path: NodePath) -> None:
        """Do nothing: a manifest has no placeholders."""

    def _find_fragment(self, path: NodePath) -> NodePath:
        """Return the smallest fragment at or around a path without which the rest is valid."""
        ends = range(len(path) - 1, 0, -1)
        item = next((end for end in ends if path[end - 1] in _ITEMS and isinstance(path[end], int)), None)
        if item is not None:
            return path[: item + 1]
        while path and isinstance(path[-1], int) and not _can_be_empty(path):
            path = path[:-1]
        return path


def _can_be_empty(path: NodePath) -> bool:
    """Return whether the reader of manifests skips a null item of this list."""
    key, owner = path[-2], path[-3] if len(path) > 2 else ""
    if key in _VOLUMES:
        return owner in ("spec", "workflowSpec")
    return key in _LISTS or key in _ITEMS or key == "steps" or owner == "steps"
