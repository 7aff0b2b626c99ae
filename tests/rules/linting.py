"""What `lint` has to say about a text."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from argogen.cli.generation import Options, generate
from argogen.cli.inputs import Input
from argogen.cli.linting import settle
from argogen.diagnostics import Diagnostic, InvalidInputError, in_reading_order
from argogen.rules.every import check_all
from argogen.rules.selection import Choice, Selection
from argogen.source.text import Source


def lint(text: str, selection: Selection | None = None, folder: Path = Path(), **options: Any) -> list[Diagnostic]:
    """The diagnostics of a pipeline's text, in reading order; `options` are those of `Options`."""
    chosen = selection or Selection()
    check = functools.partial(check_all, choice=Choice(chosen))
    given = Input(Source("pipeline.yaml", text), Path("pipeline.yaml"), folder)
    try:
        found = generate(given, Options(**options, check=check)).diagnostics
    except InvalidInputError as error:
        found = error.diagnostics
    return in_reading_order(settle(found, [given.source], chosen))
