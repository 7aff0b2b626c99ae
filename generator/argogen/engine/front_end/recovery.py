"""A document with faults: the diagnostics that its sound part has beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from argogen.language.recovery.follow_ups import drop_follow_ups
from argogen.language.recovery.gaps import find_gaps
from argogen.language.recovery.pruning import FindFaults, find_sound_part
from argogen.language.recovery.summary import describe_unchecked
from argogen.language.validation.report import report

if TYPE_CHECKING:
    from argogen.argo.structure import Fault
    from argogen.diagnostics import Diagnostic
    from argogen.yaml.document import Document

Analyze = Callable[["Document"], Iterable["Diagnostic"]]


def diagnose(
    document: Document, faults: Sequence[Fault], find_faults: FindFaults, analyze: Analyze
) -> list[Diagnostic]:
    """Return the faults, and what the passes behind the validation find in the rest of the document.

    `find_faults` validates a document, `analyze` runs those passes.
    """
    known = report(document, faults)
    sound = find_sound_part(document, faults, find_faults)
    if sound is None:
        return known
    further = drop_follow_ups(analyze(sound.document), known, find_gaps(sound))
    unchecked = describe_unchecked(sound)
    return [*known, *further, *([unchecked] if unchecked else [])]
