"""Take the faulty fragments out of a document, so that the passes behind the validation can check the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from argogen.language.recovery.editor import DocumentEditor
from argogen.language.recovery.sound_part import Removal, SoundPart
from argogen.language.validation.report import report
from argogen.suggestions import is_weak_match

if TYPE_CHECKING:
    from argogen.argo.structure import StructureDiagnostic
    from argogen.diagnostics import Diagnostic
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

FindFaults = Callable[["Document"], Sequence["StructureDiagnostic"]]

_ATTEMPTS = 8
_CORRECTIONS = 1  # a key, then the word under it
UNKNOWN = frozenset({"unknown-key", "unknown-field"})
"""The codes of faults of keys that are not known."""


class Repair(ABC):
    """A document under repair, and what was taken out of it."""

    def __init__(self, document: Document) -> None:
        self._editor = DocumentEditor(document)
        self._removals: dict[NodePath, Removal] = {}
        self._written: dict[NodePath, str] = {}  # the keys that were corrected
        self._guesses: set[NodePath] = set()

    def run(self, faults: Iterable[StructureDiagnostic], find_faults: FindFaults) -> SoundPart | None:
        """Repair until `find_faults` finds no faults; None if that does not come to an end."""
        further: list[Diagnostic] = []
        for attempt in range(_ATTEMPTS):
            # What only another version of Argo has can be checked like everything else.
            harmful = [fault for fault in faults if fault.code != "not-in-version"]
            if not harmful and attempt:
                return self._finish()._replace(diagnostics=tuple(further))
            certain = [fault for fault in harmful if attempt and not self._is_guessed(fault.path)]
            further += report(self._editor.document, certain)
            for fault in harmful:
                if self._editor.has(fault.path) and not (attempt <= _CORRECTIONS and self._correct(fault)):
                    self._repair(fault, attempt)
                self._complete(fault.path)
            faults = find_faults(self._editor.document)
        return None

    @abstractmethod
    def _repair(self, fault: StructureDiagnostic, attempt: int) -> None:
        """Take out what a fault is about: the more, the later the attempt."""

    @abstractmethod
    def _complete(self, path: NodePath) -> None:
        """Put in placeholders for what an object around the path has to have."""

    @abstractmethod
    def _finish(self) -> SoundPart:
        """Return what is left."""

    def _correct(self, fault: StructureDiagnostic) -> bool:
        """Put in the place of a misspelled key or word what is probably meant; whether that was possible."""
        if not fault.meant or is_weak_match(str(self._read_faulty(fault)), fault.meant):
            return False
        if not fault.on_key:
            self._editor.write(fault.path, fault.meant)
            return True
        is_taken = self._editor.has((*fault.path[:-1], fault.meant)) or self._editor.read(fault.path) is None
        if is_taken or not self._allows(fault.path[:-1], fault.meant):
            return False
        self._editor.rename(fault.path, fault.meant)
        path = (*fault.path[:-1], fault.meant)
        self._written[path] = str(fault.path[-1])
        if not fault.fix:
            self._guesses.add(path)
        return True

    def _is_guessed(self, path: NodePath) -> bool:
        """Whether something stands under a key that may be meant for another one."""
        return any(path[:end] in self._guesses for end in range(1, len(path) + 1))

    def _read_faulty(self, fault: StructureDiagnostic) -> Any:
        return fault.path[-1] if fault.on_key else self._editor.read(fault.path)

    def _allows(self, path: NodePath, key: str) -> bool:  # noqa: ARG002 (for those that are choosier)
        """Whether a misspelled key of the mapping at a path can be this one."""
        return True

    def _note(self, path: NodePath, *, is_unknown: bool = False) -> None:
        """Remember what stands at a path before it is taken out."""
        key = path[-1] if isinstance(path[-1], str) else ""
        removal = Removal(path, self._editor.read(path), self._written.get(path, key), is_unknown)
        self._removals.setdefault(path, removal)
