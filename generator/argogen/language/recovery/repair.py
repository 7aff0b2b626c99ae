"""Remove the invalid fragments of a document, so that the passes after validation can check the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from argogen.language.recovery.editor import DocumentEditor
from argogen.language.recovery.sound_part import Removal, SoundPart
from argogen.language.validation.report import report
from argogen.suggestions import is_weak_match

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.diagnostics import Diagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

FindErrors = Callable[["Document"], Sequence["StructureDiagnostic"]]

_ATTEMPTS = 8
_CORRECTIONS = 1  # a key, then its value
UNKNOWN = frozenset({"unknown-key", "unknown-field"})
"""The codes of errors for unknown keys."""


class Repair(ABC):
    """A document under repair, and the fragments removed from it."""

    def __init__(self, document: Document) -> None:
        self._editor = DocumentEditor(document)
        self._removals: dict[NodePath, Removal] = {}
        self._written: dict[NodePath, str] = {}  # the keys that were corrected
        self._guesses: set[NodePath] = set()

    def run(self, errors: Iterable[StructureDiagnostic], find_errors: FindErrors) -> SoundPart | None:
        """Repair until `find_errors` returns no errors; None if they remain after all attempts."""
        further: list[Diagnostic] = []
        for attempt in range(_ATTEMPTS):
            # Fields of other Argo versions are checked too.
            harmful = [error for error in errors if error.code != "unsupported-in-version"]
            if not harmful and attempt:
                return self._finish()._replace(diagnostics=tuple(further))
            certain = [error for error in harmful if attempt and not self._is_guessed(error.path)]
            further += report(self._editor.document, certain)
            for error in harmful:
                if self._editor.has(error.path) and not (attempt <= _CORRECTIONS and self._correct(error)):
                    self._repair(error, attempt)
                self._complete(error.path)
            errors = find_errors(self._editor.document)
        return None

    @abstractmethod
    def _repair(self, error: StructureDiagnostic, attempt: int) -> None:
        """Remove the fragment with an error; later attempts remove larger fragments."""

    @abstractmethod
    def _complete(self, path: NodePath) -> None:
        """Write placeholders for the required keys of the object around a path."""

    @abstractmethod
    def _finish(self) -> SoundPart:
        """Return the valid part."""

    def _correct(self, error: StructureDiagnostic) -> bool:
        """Replace a misspelled key or value with the probable one, and return whether this was possible."""
        if not error.meant or is_weak_match(str(self._read_invalid(error)), error.meant):
            return False
        if not error.on_key:
            self._editor.write(error.path, error.meant)
            return True
        is_taken = self._editor.has((*error.path[:-1], error.meant)) or self._editor.read(error.path) is None
        if is_taken or not self._allows(error.path[:-1], error.meant):
            return False
        self._editor.rename(error.path, error.meant)
        path = (*error.path[:-1], error.meant)
        self._written[path] = str(error.path[-1])
        if not error.fix:
            self._guesses.add(path)
        return True

    def _is_guessed(self, path: NodePath) -> bool:
        """Return whether a path is below a key whose correction is uncertain."""
        return any(path[:end] in self._guesses for end in range(1, len(path) + 1))

    def _read_invalid(self, error: StructureDiagnostic) -> Any:
        return error.path[-1] if error.on_key else self._editor.read(error.path)

    def _allows(self, path: NodePath, key: str) -> bool:  # noqa: ARG002 (used in subclasses)
        """Return whether a misspelled key of the mapping at a path can be corrected to this one."""
        return True

    def _note(self, path: NodePath, *, is_unknown: bool = False) -> None:
        """Record the value at a path before it is removed."""
        key = path[-1] if isinstance(path[-1], str) else ""
        removal = Removal(path, self._editor.read(path), self._written.get(path, key), is_unknown)
        self._removals.setdefault(path, removal)
