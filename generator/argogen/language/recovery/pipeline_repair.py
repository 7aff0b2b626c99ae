"""Repair a pipeline: objects keep their names, and get placeholders for missing or invalid bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from argogen.language.recovery.objects import find_fragment, list_owners, list_texts
from argogen.language.recovery.repair import UNKNOWN, FindErrors, Repair
from argogen.language.recovery.sound_part import SoundPart
from argogen.language.validation.patterns import list_similar
from argogen.language.vocabulary import bodies, body_of, find_pattern

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

# Attempts that repair a fragment, then replace its object; further attempts remove the top-level key.
_REPAIRS, _REPLACEMENTS = 3, 5
_BODY, _PLACEHOLDER = "run", ":"
# Their valid content depends on the body.
_OF_BODIES = ("outputs", "artifacts")
_NAME = re.compile(find_pattern("template"))
_SCHEDULE = "0 2 * * *"


def find_sound_pipeline(
    document: Document, errors: Iterable[StructureDiagnostic], find_errors: FindErrors
) -> SoundPart | None:
    """Return a pipeline without its invalid fragments; None if no valid part is left.

    `find_errors` returns the errors of a document after a repair.
    """
    return _PipelineRepair(document).run(errors, find_errors) if isinstance(document.data, dict) else None


class _PipelineRepair(Repair):
    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._bodiless: set[NodePath] = set()
        self._nameless: set[NodePath] = set()
        self._invented: set[str] = set()

    def _finish(self) -> SoundPart:
        return SoundPart(
            self._editor.document,
            list_owners,
            tuple(self._removals.values()),
            frozenset(self._bodiless),
            frozenset(self._nameless),
            frozenset(self._invented),
            frozenset(self._written.values()),
        )

    def _repair(self, error: StructureDiagnostic, attempt: int) -> None:
        owner = list_owners(error.path)[-1]
        if attempt >= _REPLACEMENTS:
            self._remove(error.path[:1])
        elif attempt >= _REPAIRS and owner:
            self._replace_object(owner)
        else:
            self._remove(find_fragment(error.path), is_unknown=error.code in UNKNOWN)

    def _allows(self, path: NodePath, key: str) -> bool:
        """Return whether a key can be corrected to this one: with an entrypoint, a pipeline does not require a body."""
        return bool(path) or key not in bodies() or "entrypoint" not in self._editor.read(path)

    def _remove(self, path: NodePath, *, is_unknown: bool = False) -> None:
        owner = list_owners(path)[-1]
        if path == owner:  # an object that is incomplete, or not a mapping
            if path and not isinstance(self._editor.read(path), dict):
                self._replace_object(path)
            return
        if not self._editor.has(path):
            return
        self._note(path, is_unknown=is_unknown)
        self._editor.remove(path)
        if path[:-1] == owner and path[-1] in bodies():
            self._bodiless.add(owner)
        self._put_placeholder(path)

    def _put_placeholder(self, path: NodePath) -> None:
        """Write a placeholder for a key that determines the kind of the pipeline."""
        if path == ("schedule",):
            self._editor.write(path, _SCHEDULE)
        elif path == ("kind",):
            is_scheduled = "schedule" in self._editor.read(())
            self._editor.write(path, "CronWorkflow" if is_scheduled else "WorkflowTemplate")

    def _replace_object(self, path: NodePath) -> None:
        value = self._editor.read(path)
        name = value.get("name") if isinstance(value, dict) else None
        self._note(path)
        self._editor.write(path, {"name": name} if isinstance(name, str) and isinstance(path[-1], int) else {})

    def _complete(self, path: NodePath) -> None:
        owner = list_owners(path)[-1]
        if not self._editor.has(owner) or not isinstance(value := self._editor.read(owner), dict):
            return
        if isinstance(owner[-1:] and owner[-1], int) and "name" not in value:
            self._name(owner)
        elif not owner and "name" not in value and "metadata" not in value:
            self._editor.write(("name",), "unnamed")
        needs_body = bool(owner) or owner in self._bodiless
        if needs_body and body_of(self._editor.read(owner)) is None:
            self._bodiless.add(owner)
            for key in _OF_BODIES:
                self._remove((*owner, key))
            self._editor.write((*owner, _BODY), _PLACEHOLDER)

    def _name(self, step: NodePath) -> None:
        """Set a unique name for a step."""
        removed = [self._removals[path].value for path in (step, (*step, "name")) if path in self._removals]
        texts = (similar for value in removed for text in list_texts(value) for similar in (text, *list_similar(text)))
        if not any(map(_NAME.fullmatch, texts)):
            self._nameless.add(step)
        name = f"unnamed-{len(self._invented) + 1}"
        self._invented.add(name)
        self._editor.write((*step, "name"), name)
