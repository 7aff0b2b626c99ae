"""Recover from errors of a document: report them, and further diagnostics of its valid part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from argogen.language.recovery.follow_ups import drop_follow_ups
from argogen.language.recovery.gaps import find_gaps
from argogen.language.recovery.manifest_repair import find_sound_manifest
from argogen.language.recovery.pipeline_repair import find_sound_pipeline
from argogen.language.recovery.summary import NOT_CHECKED, describe_unchecked

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.diagnostics import Diagnostic
    from argogen.language.recovery.sound_part import SoundPart
    from argogen.yaml.document import Document


class KnownErrors(NamedTuple):
    """The schema errors of a document, with paths and, as diagnostics, with places."""

    errors: Sequence[StructureDiagnostic]
    diagnostics: Sequence[Diagnostic]


class Passes(Protocol):
    """Validation and analysis of documents of one language."""

    def validate(self, document: Document) -> Sequence[StructureDiagnostic]:
        """Return the schema errors of a document."""

    def analyze(self, document: Document) -> Iterable[Diagnostic]:
        """Return the diagnostics of a document without schema errors."""


def diagnose_pipeline(document: Document, passes: Passes, known: KnownErrors) -> list[Diagnostic]:
    """Return the known errors of a pipeline, and the diagnostics of its valid part."""
    return _diagnose(find_sound_pipeline(document, known.errors, passes.validate), passes, known)


def diagnose_manifest(document: Document, passes: Passes, known: KnownErrors) -> list[Diagnostic]:
    """Return the known errors of an Argo manifest, and the diagnostics of its valid part."""
    return _diagnose(find_sound_manifest(document, known.errors, passes.validate), passes, known)


def _diagnose(sound: SoundPart | None, passes: Passes, known: KnownErrors) -> list[Diagnostic]:
    if sound is None:
        return [*known.diagnostics]
    found = [*sound.diagnostics, *passes.analyze(sound.document)]
    found = [diagnostic for diagnostic in found if diagnostic.code != NOT_CHECKED]
    further = drop_follow_ups(found, known.diagnostics, find_gaps(sound))
    unchecked = describe_unchecked(sound)
    return [*known.diagnostics, *further, *([unchecked] if unchecked else [])]
