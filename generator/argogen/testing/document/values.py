"""Values of test files: strings as Argo has them, durations, and paths of steps."""

from __future__ import annotations

from typing import Any

from argogen.argo.notation.durations import is_day_duration, read_day_duration
from argogen.diagnostics import Diagnostic
from argogen.testing.structure.step_paths import StepPath, read_step_path
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

_SECOND = 10**9
_LONGEST = 2**63 - 1
_PATH_HINT = "use names of steps separated by '/', such as 'release/tag' or 'score(north)'"
_DURATION_HINT = "use a number of seconds, or the units d, h, m and s: 90s, 15m, 2h, 1d"


class Reader:
    """A document that is read, and the diagnostics so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.diagnostics: list[Diagnostic] = []

    def report(self, code: str, message: str, path: NodePath, hint: str = "", *, key: bool = False) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(Diagnostic(code, message, self.document.place(path, key=key), hint))

    def read_step(self, text: str, path: NodePath, *, key: bool = False) -> StepPath:
        """Return the path of steps in a string."""
        step = read_step_path(text)
        if step is None:
            self.report("invalid-value", f"invalid path of a step '{text}'", path, _PATH_HINT, key=key)
        return step or StepPath(text, ())

    def read_duration(self, value: Any, path: NodePath) -> int:
        """Return a duration in nanoseconds."""
        if not is_day_duration(value):
            self.report("invalid-duration", f"invalid duration '{to_text(value)}'", path, _DURATION_HINT)
            return 0
        return min(int(read_day_duration(value) * _SECOND), _LONGEST)


def to_text(value: Any) -> str:
    """Return a value as the string that Argo has: lists and mappings are JSON."""
    return to_string(value)
