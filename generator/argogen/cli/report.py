"""Diagnostics on standard error, in colour where that is a terminal and nobody minds."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from argogen.diagnostics import Diagnostic, Severity, format_text, in_reading_order

_DIFF: Mapping[str, dict[str, Any]] = {
    "---": {"bold": True},
    "+++": {"bold": True},
    "@@": {"fg": "cyan"},
    "-": {"fg": "red"},
    "+": {"fg": "green"},
}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Print each once, in reading order."""
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for diagnostic in in_reading_order(diagnostics):
        text = format_text(diagnostic)
        word = diagnostic.severity.value
        if coloured:
            text = text.replace(f"{word}[", click.style(word, fg=_COLOURS[diagnostic.severity], bold=True) + "[", 1)
        click.echo(text, err=True, color=coloured or None)


def print_diff(old: str | None, new: str | None, path: str) -> None:
    """Print what changes from one text to another on standard output."""
    # Comparing texts is for whoever wants to see it: what does it is as large as all that finds out that nothing has.
    diff = importlib.import_module("argogen.output.diff")
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in diff.write_diff(old, new, path):
        style = next((style for start, style in _DIFF.items() if line.startswith(start)), {})
        click.echo(click.style(line, **style) if coloured and style else line, nl=False)


def count(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    found = list(diagnostics)
    amounts = [(s.value, sum(d.severity is s for d in found)) for s in Severity]
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in amounts if n) or "nothing found"
