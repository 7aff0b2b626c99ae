"""Machine-readable output formats of diagnostics.

Each format is a module with a function `write(diagnostics, cwd, environ)`, which returns the complete output for the
diagnostics of a run in the working directory `cwd` with the environment variables `environ`.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("json", "sarif", "github", "gitlab")


def write_diagnostics(name: str, diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Return the diagnostics of a run in one of `FORMATS`, in their order; the output ends with a newline."""
    text: str = importlib.import_module(f"argogen.formats.{name}").write(diagnostics, cwd, environ)
    return text
