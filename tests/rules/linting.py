"""What `lint` has to say about a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from argogen.cli.generation import attempt
from argogen.cli.inputs import Input
from argogen.cli.linting import Look, settle
from argogen.cli.manifests import check_manifests
from argogen.cli.options import Options
from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.rules.selection import Choice, Selection
from argogen.source.text import Source


def lint(text: str, selection: Selection | None = None, folder: Path = Path(), **options: Any) -> list[Diagnostic]:
    """The diagnostics of a pipeline's text, in reading order; `options` are those of `Options`."""
    chosen = selection or Selection()
    given = Input(Source("pipeline.yaml", text), Path("pipeline.yaml"), folder)
    own = Options(**options, selection=chosen)
    found = (*attempt(given, own).diagnostics, *check_manifests(given, own))
    return in_reading_order(settle([Look(given.source, found, Choice(chosen))]))
