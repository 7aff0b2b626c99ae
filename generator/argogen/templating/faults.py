"""What goes wrong between a template's text and its data, before anyone knows the template's line."""

from __future__ import annotations


class ShapeError(Exception):
    """A part's text is not the YAML it should be, or a value does not fit into it.

    `line` (from 0) is a line of the rendered text, `value` the index of the value at fault; at most one of them is
    known. `code` is that of the diagnostic to make of it.
    """

    def __init__(self, message: str, *, line: int | None = None, value: int | None = None) -> None:
        self.message = message
        self.line = line
        self.value = value
        super().__init__(message)


class FillError(ShapeError):
    """A value does not fit into its place; the YAML around it is right."""
