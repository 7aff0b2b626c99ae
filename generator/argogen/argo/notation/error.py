"""The error for a text that is not in its notation."""

from __future__ import annotations

import json


def quote(text: str) -> str:
    """Return a text for a message: in quotes, in one line."""
    shown = text if len(text) <= 80 else f"{text[:77]}…"
    return f"'{shown}'" if shown.isprintable() else json.dumps(shown)


class NotationError(ValueError):
    """What is wrong, what to write instead, and from where to where in the text; the whole text if `end` is 0.

    `fix` is the one right text for all of it, if there is one.
    """

    def __init__(self, message: str, hint: str = "", fix: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.message, self.hint, self.fix, self.start, self.end = message, hint, fix, start, end
