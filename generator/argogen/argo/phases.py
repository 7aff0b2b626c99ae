"""The phases of workflows and nodes: the values of `status` (pkg/apis/workflow/v1alpha1/workflow_types.go)."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.suggestions import find_nearest

WORKFLOW_PHASES = ("Pending", "Running", "Succeeded", "Failed", "Error")
NODE_PHASES = (*WORKFLOW_PHASES, "Skipped", "Omitted")

_SHORT = 4
# Words of other tools, and of `depends`, for a phase.
_SYNONYMS: Mapping[str, str] = {
    "errored": "Error", "errors": "Error", "exception": "Error",
    "success": "Succeeded", "successful": "Succeeded", "succeed": "Succeeded", "complete": "Succeeded",
    "completed": "Succeeded", "done": "Succeeded", "finished": "Succeeded", "passed": "Succeeded", "ok": "Succeeded",
    "fail": "Failed", "failure": "Failed", "fails": "Failed",
    "skip": "Skipped", "omit": "Omitted", "waiting": "Pending", "started": "Running", "daemoned": "Running",
}  # fmt: skip


def find_phase(word: str, phases: tuple[str, ...]) -> str:
    """Return the phase that a word probably means, or ""."""
    meant = _SYNONYMS.get(word.lower(), "")
    return meant if meant in phases else find_nearest(word, phases) or _find_misspelt(word, phases)


def _find_misspelt(word: str, phases: tuple[str, ...]) -> str:
    """Return the phase for a misspelt word of other tools; short words are similar to too many others."""
    near = find_nearest(word.lower(), tuple(_SYNONYMS)) if len(word) > _SHORT else ""
    meant = _SYNONYMS.get(near, "")
    return meant if meant in phases else ""
