"""A script in a pipeline, a manifest or a file, and the diagnostics of other linters in it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from argogen.diagnostics import Place, Severity
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.text import SourceText

SHELLS = ("sh", "bash", "dash", "busybox", "ksh")
PYTHON, JSON, YAML = "python", "json", "yaml"
SYNTAX = "invalid-syntax"  # the code of errors of a parser


class Origin(Protocol):
    """The location of a script."""

    def place(self, start: int, length: int) -> Place:
        """Return the place of `length` characters of the script, from index `start` on."""


class ScalarOrigin(NamedTuple):
    """The scalar at a path of a document."""

    document: Document
    path: NodePath

    def place(self, start: int, length: int) -> Place:
        """Return the place in the source, with quotes, escapes and indentation taken into account."""
        return self.document.place_within(self.path, start, length)


class FileOrigin(NamedTuple):
    """A whole file."""

    source: SourceText

    def place(self, start: int, length: int) -> Place:
        """Return the place in the file."""
        return self.source.place_at(start, length)


class Script(NamedTuple):
    """A script with placeholders in place of its tags, and the numbers of the lines that have any.

    A script `with_syntax` is checked for syntax errors; those of functions are reported elsewhere.
    """

    language: str
    text: str
    tagged_lines: frozenset[int]
    origin: Origin
    with_syntax: bool = True


class ToolDiagnostic(NamedTuple):
    """A diagnostic of another linter: its code, message and hint, and its range in lines and columns from 1."""

    code: str
    message: str
    severity: Severity
    line: int
    column: int
    end_line: int = 0
    end_column: int = 0
    hint: str = ""


def locate(script: Script, diagnostic: ToolDiagnostic, lines: SourceText) -> Place:
    """Return the place of a diagnostic; one of several lines begins on its first line. `lines` is the script."""
    starts = lines.line_starts
    number = min(max(diagnostic.line, 1), len(starts))
    width = len(lines.line(number))
    column = min(max(diagnostic.column, 1), width + 1)
    end = diagnostic.end_column if diagnostic.end_line == number else width + 1
    return script.origin.place(starts[number - 1] + column - 1, max(1, end - column))
