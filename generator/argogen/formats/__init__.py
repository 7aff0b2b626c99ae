"""Diagnostics in the formats that other programs read.

Each format is a module here, whose `write(diagnostics, cwd, environ)` gives the complete text for the diagnostics of a
run in the working directory `cwd`, with the environment variables `environ`.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("json", "sarif", "github")


def write_diagnostics(name: str, diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Write the diagnostics of a run in one of `FORMATS`, in their order; each line ends with a line end."""
    text: str = importlib.import_module(f"argogen.formats.{name}").write(diagnostics, cwd, environ)
    return text
