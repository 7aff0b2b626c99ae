"""For GitHub Actions: workflow commands, which become annotations of the files in a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, Severity, full_name

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(diagnostics: Sequence[Diagnostic]) -> str:
    """A command on a line of its own for each."""
    return "".join(f"{_write(diagnostic)}\n" for diagnostic in diagnostics)


def _write(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    properties: dict[str, object] = {"file": _find_in_repository(place.file)}
    if place.line:
        properties |= {"line": place.line, "col": place.column, "endColumn": place.column + place.width}
    properties["title"] = full_name(diagnostic)
    listed = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in properties.items())
    message = "\n".join(filter(None, [diagnostic.message, diagnostic.hint]))
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escape(message)}"


def _find_in_repository(file: str) -> str:
    """The path as annotations have it: from the top of the checkout, wherever argogen runs in it."""
    top = os.environ.get("GITHUB_WORKSPACE")
    path = Path(file).absolute()
    return path.relative_to(top).as_posix() if top and path.is_relative_to(top) else file


def _escape(text: str, others: str = "") -> str:
    for character in f"%\r\n{others}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
