"""Diagnose a document with faults: the faults, and what its sound part has beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from argogen.language.recovery.follow_ups import drop_follow_ups
from argogen.language.recovery.gaps import find_gaps
from argogen.language.recovery.manifest_repair import find_sound_manifest
from argogen.language.recovery.pipeline_repair import find_sound_pipeline
from argogen.language.recovery.summary import NOT_CHECKED, describe_unchecked

if TYPE_CHECKING:
    from argogen.argo.structure import StructureDiagnostic
    from argogen.diagnostics import Diagnostic
    from argogen.language.recovery.sound_part import SoundPart
    from argogen.yaml.document import Document


class Faults(NamedTuple):
    """What is wrong with the form of a document, with paths and with places."""

    faults: Sequence[StructureDiagnostic]
    diagnostics: Sequence[Diagnostic]


class Passes(Protocol):
    """What checks documents of one language."""

    def validate(self, document: Document) -> Sequence[StructureDiagnostic]:
        """Return what is wrong with the form of a document."""

    def analyze(self, document: Document) -> Iterable[Diagnostic]:
        """Return what is wrong with the meaning of a document of the right form."""


def diagnose_pipeline(document: Document, passes: Passes, faults: Faults) -> list[Diagnostic]:
    """Return the diagnostics of the faults of a pipeline, and those of the rest of it."""
    return _diagnose(find_sound_pipeline(document, faults.faults, passes.validate), passes, faults)


def diagnose_manifest(document: Document, passes: Passes, faults: Faults) -> list[Diagnostic]:
    """Return the same for one of Argo's manifests."""
    return _diagnose(find_sound_manifest(document, faults.faults, passes.validate), passes, faults)


def _diagnose(sound: SoundPart | None, passes: Passes, faults: Faults) -> list[Diagnostic]:
    if sound is None:
        return [*faults.diagnostics]
    found = [*sound.diagnostics, *passes.analyze(sound.document)]
    found = [diagnostic for diagnostic in found if diagnostic.code != NOT_CHECKED]
    further = drop_follow_ups(found, faults.diagnostics, find_gaps(sound))
    unchecked = describe_unchecked(sound)
    return [*faults.diagnostics, *further, *([unchecked] if unchecked else [])]
