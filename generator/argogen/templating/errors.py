"""Errors of templates."""

from __future__ import annotations

from jinja2.exceptions import TemplateRuntimeError


class ShapeError(Exception):
    """The text of a template is not the YAML that is needed, or a value does not fit into it.

    `line` (from 0) is a line of the rendered text, `value` the index of the value at fault; at most one of them is
    known.
    """

    def __init__(self, message: str, *, line: int | None = None, value: int | None = None) -> None:
        self.message = message
        self.line = line
        self.value = value
        super().__init__(message)


class FillError(ShapeError):
    """A value does not fit where the template places it; the YAML around it is right."""


class NotDataError(TemplateRuntimeError):
    """A value of a template that no manifest can hold."""


class MisplacedFragmentError(NotDataError):
    """A fragment of YAML text where a value belongs."""

    def __init__(self) -> None:
        super().__init__("the result of a macro or a block is YAML, no value: it needs a `${{ }}` of its own")


class TemplateArgumentError(TemplateRuntimeError):
    """An argument that a filter or function of argogen does not accept from a template."""
