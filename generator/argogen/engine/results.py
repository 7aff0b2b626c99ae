"""The result of compiling a source."""

from __future__ import annotations

from typing import NamedTuple

from argogen.diagnostics import Diagnostic
from argogen.provenance import TrackedInputs


class Generated(NamedTuple):
    """The manifest of a source as text, what was noticed (no errors), and what was read beside the source."""

    text: str
    diagnostics: tuple[Diagnostic, ...]
    inputs: TrackedInputs


class Failed(NamedTuple):
    """Why a source has no manifest, and all else that was noticed."""

    diagnostics: tuple[Diagnostic, ...]


Result = Generated | Failed
