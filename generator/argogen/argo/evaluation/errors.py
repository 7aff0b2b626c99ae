"""Errors of an evaluation."""

from __future__ import annotations

COMPILE, RUN, MARSHAL = "compile", "run", "marshal"


class GoPanicError(Exception):
    """An error of a function or an operation; the evaluator adds the position in the expression."""


class LimitError(GoPanicError):
    """An evaluation exceeds a limit that protects the process; Argo has no such limit."""


class MissingLibraryError(Exception):
    """A function requires a library that is not installed."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"{subject} requires additional libraries: run pip install 'argogen[eval]'")


class EvaluationError(Exception):
    """A failed evaluation: the message, the stage, and the place in the source, counted in characters."""

    def __init__(self, message: str, stage: str, start: int | None = None, source: str = "") -> None:
        super().__init__(message)
        self.message, self.stage, self.start, self.source = message, stage, start, source

    @property
    def line(self) -> int:
        """The line of the error, from 1."""
        return self.source[: self.start or 0].count("\n") + 1

    @property
    def column(self) -> int:
        """The column of the error, from 1."""
        start = min(self.start or 0, len(self.source))
        return start - (self.source.rfind("\n", 0, start) + 1) + 1

    def describe(self) -> str:
        """Return the message with the place and the line of the source, as expr-lang writes it."""
        line = self.source.split("\n")[self.line - 1] if self.start is not None else ""
        if not line:
            return self.message
        quoted = line.replace("\t", " ")
        return f"{self.message} ({self.line}:{self.column})\n | {quoted}\n | {'.' * (self.column - 1)}^"
