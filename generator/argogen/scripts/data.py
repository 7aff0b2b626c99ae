"""Check JSON and YAML with their parsers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from argogen.diagnostics import InvalidInputError, Severity
from argogen.scripts.script import JSON, Script, ToolDiagnostic
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


def check_data(script: Script) -> Iterator[ToolDiagnostic]:
    """Yield the errors of a JSON or YAML text."""
    if script.language != JSON:
        yield from _check_yaml(script)
        return
    try:
        json.loads(script.text)
    except json.JSONDecodeError as error:
        message = f"invalid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        yield ToolDiagnostic("", message, Severity.WARNING, error.lineno, error.colno)
    except RecursionError:
        yield ToolDiagnostic("", "invalid JSON: nesting too deep", Severity.WARNING, 1, 1)


def _check_yaml(script: Script) -> Iterator[ToolDiagnostic]:
    try:
        read_documents(SourceText("", script.text), KUBERNETES)
    except InvalidInputError as error:
        for found in error.diagnostics[:1]:
            place = found.place
            end = place.column + place.width
            yield ToolDiagnostic(
                "", found.message, Severity.WARNING, place.line, place.column, place.line, end, found.hint
            )
