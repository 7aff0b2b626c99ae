"""JSON: an array with an object for each diagnostic."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, find_code


def write(diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Return the array; lines and columns start at 1, and are omitted if a diagnostic applies to the whole file."""
    del cwd, environ  # paths are those of the messages
    return json.dumps([_describe(diagnostic) for diagnostic in diagnostics], ensure_ascii=False, indent=2) + "\n"


def _describe(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    described = {
        "code": find_code(diagnostic),
        "name": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": place.file,
    }
    position = {"line": place.line, "column": place.column, "end_column": place.column + place.width}
    return {**described, **position} if place.line else described
