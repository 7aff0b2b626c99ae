"""Diagnostics in the forms that other programs read.

Each form is a module here, whose `write(diagnostics)` gives the whole text for the diagnostics of one run.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from argogen.diagnostics import Diagnostic

FORMATS = ("json", "sarif", "github")


def write_diagnostics(form: str, diagnostics: Sequence[Diagnostic]) -> str:
    """The diagnostics of a run in one of `FORMATS`, in their order; each line ends with a line end."""
    text: str = importlib.import_module(f"argogen.formats.{form}").write(diagnostics)
    return text
