"""Print the results of a run: text to standard error, machine-readable formats to standard output."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, format_text, in_reading_order
from argogen.formats import write_diagnostics

if TYPE_CHECKING:
    from argogen.host import Host
    from argogen.output.manifests import TextChange

_DIFF: Mapping[str, dict[str, Any]] = {
    "---": {"bold": True},
    "+++": {"bold": True},
    "@@": {"fg": "cyan"},
    "-": {"fg": "red"},
    "+": {"fg": "green"},
}
_WORTH_A_BAR = 20  # sources
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class Report:
    """Collects diagnostics and a summary line, and prints them at the end of a run.

    `form` is "text" or one of `FORMATS`, which go to standard output unless manifests are printed there (`is_taken`).
    """

    def __init__(self, form: str, host: Host, *, is_taken: bool = False) -> None:
        self.summary = ""
        self._host = host
        self._form = form
        self._is_taken = is_taken
        self._found: list[Diagnostic] = []

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics."""
        self._found.extend(diagnostics)

    def print(self) -> None:
        """Print each diagnostic once, in reading order, and the summary line."""
        if self._form == "text":
            print_diagnostics(self._found)
        else:
            text = write_diagnostics(
                self._form, in_reading_order(self._found), self._host.working_directory, self._host.environ
            )
            click.echo(text, nl=False, err=self._is_taken)
        if self.summary:
            click.echo(self.summary, err=True)


def run_reported(report: Report, work: Callable[[], int]) -> int:
    """Call `work`, print the report even if it raises InvalidInputError, and return the exit code."""
    try:
        code = work()
    except InvalidInputError as error:
        report.add(error.diagnostics)
        report.summary = ""
        code = 2
    report.print()
    return code


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Print each diagnostic once, in reading order, in plain text."""
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    texts = (_write(diagnostic, coloured=coloured) for diagnostic in in_reading_order(diagnostics))
    click.echo("".join(texts), nl=False, err=True, color=coloured or None)


def _write(diagnostic: Diagnostic, *, coloured: bool) -> str:
    text, word = format_text(diagnostic), diagnostic.severity.value
    if coloured:
        text = text.replace(f"{word}[", click.style(word, fg=_COLOURS[diagnostic.severity], bold=True) + "[", 1)
    return f"{text}\n"


def print_diff(change: TextChange, sides: tuple[str, str] = ("a", "b")) -> None:
    """Print a change to standard output as a unified diff; `sides` are prefixes of its path."""
    # difflib takes as long to import as all modules of a run without changes.
    diff = importlib.import_module("argogen.output.diff")
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in diff.write_diff(change.before, change.after, change.path, sides):
        style = next((style for start, style in _DIFF.items() if line.startswith(start)), {})
        click.echo(click.style(line, **style) if coloured and style else line, nl=False)


def count(diagnostics: Iterable[Diagnostic]) -> str:
    """Count diagnostics by severity, as in `2 errors, 1 warning`."""
    found = list(diagnostics)
    amounts = [(s.value, sum(d.severity is s for d in found)) for s in Severity]
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in amounts if n) or "no diagnostics"


@contextlib.contextmanager
def show_progress(length: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal if there are many sources; the function advances it."""
    if length < _WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda _count: None
    else:
        with click.progressbar(length=length, label="Rendering", file=sys.stderr) as bar:
            yield bar.update
