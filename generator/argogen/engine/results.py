"""What becomes of a source that is rendered."""

from __future__ import annotations

from typing import NamedTuple

from argogen.diagnostics import Diagnostic
from argogen.provenance import TrackedInputs


class Generated(NamedTuple):
    """The manifest text of one source, what was noticed on the compilation, and what was read beside the source."""

    text: str
    diagnostics: tuple[Diagnostic, ...]
    inputs: TrackedInputs


class Failed(NamedTuple):
    """Why there is no manifest, and all else that was noticed."""

    diagnostics: tuple[Diagnostic, ...]


Result = Generated | Failed
