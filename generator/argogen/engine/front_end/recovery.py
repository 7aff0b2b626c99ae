"""Diagnose a document with faults: the faults, and what its sound part has beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from argogen.language.recovery.follow_ups import drop_follow_ups
from argogen.language.recovery.gaps import find_gaps
from argogen.language.recovery.summary import NOT_CHECKED, describe_unchecked

if TYPE_CHECKING:
    from argogen.argo.structure import Fault
    from argogen.diagnostics import Diagnostic
    from argogen.language.recovery.sound_part import SoundPart
    from argogen.yaml.document import Document


class Passes(Protocol):
    """What checks documents of one language."""

    def validate(self, document: Document) -> Sequence[Fault]:
        """Return what is wrong with the form of a document."""

    def repair(self, document: Document, faults: Iterable[Fault]) -> SoundPart | None:
        """Return a document without its faulty fragments; None where nothing sound is left."""

    def analyze(self, document: Document) -> Iterable[Diagnostic]:
        """Return what is wrong with the meaning of a document of the right form."""


def diagnose(
    document: Document, known: Sequence[Diagnostic], faults: Iterable[Fault], passes: Passes
) -> list[Diagnostic]:
    """Return the `known` diagnostics, which are those of the faults, and those of the rest of the document."""
    sound = passes.repair(document, faults)
    if sound is None:
        return [*known]
    found = [diagnostic for diagnostic in passes.analyze(sound.document) if diagnostic.code != NOT_CHECKED]
    unchecked = describe_unchecked(sound)
    return [*known, *drop_follow_ups(found, known, find_gaps(sound)), *([unchecked] if unchecked else [])]
