"""GitHub Actions: workflow commands, which GitHub shows as annotations of the files in a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, Severity, full_name
from argogen.formats.checkout import find_in_checkout

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(diagnostics: Sequence[Diagnostic], cwd: Path, environ: Mapping[str, str]) -> str:
    """Return one command per line for each diagnostic."""
    top = environ.get("GITHUB_WORKSPACE")
    shown = ((diagnostic, find_in_checkout(cwd / diagnostic.place.file, top)) for diagnostic in diagnostics)
    return "".join(f"{_write(diagnostic, path or diagnostic.place.file)}\n" for diagnostic, path in shown)


def _write(diagnostic: Diagnostic, file: str) -> str:
    place = diagnostic.place
    properties: dict[str, object] = {"file": file}
    if place.line:
        properties |= {"line": place.line, "col": place.column, "endColumn": place.column + place.width}
    properties["title"] = full_name(diagnostic)
    listed = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in properties.items())
    message = "\n".join(filter(None, [diagnostic.message, diagnostic.hint]))
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escape(message)}"


def _escape(text: str, others: str = "") -> str:
    for character in f"%\r\n{others}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
