"""The error for an invalid string of a notation."""

from __future__ import annotations

import json


def quote(text: str) -> str:
    """Return a string for a message: in quotes, on one line."""
    shown = text if len(text) <= 80 else f"{text[:77]}…"
    return f"'{shown}'" if shown.isprintable() else json.dumps(shown)


class NotationError(ValueError):
    """An invalid string: the message, the hint, and the invalid characters from `start` to `end`, all if `end` is 0.

    `fix` is the replacement of the whole string, if it is unambiguous.
    """

    def __init__(self, message: str, hint: str = "", fix: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.message, self.hint, self.fix, self.start, self.end = message, hint, fix, start, end
