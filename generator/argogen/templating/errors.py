"""Errors of templates."""

from __future__ import annotations

from jinja2.exceptions import TemplateRuntimeError


class ShapeError(Exception):
    """The rendered template is invalid YAML, or a value is invalid at its location.

    `line` (from 0) is a line of the output, `value` the index of the invalid value; if both are set, its location is
    the first one from that line on. `earlier` is the line that `line` conflicts with.
    """

    def __init__(
        self, message: str, *, line: int | None = None, value: int | None = None, earlier: int | None = None
    ) -> None:
        self.message = message
        self.line = line
        self.value = value
        self.earlier = earlier
        super().__init__(message)


class FillError(ShapeError):
    """A value is invalid at its location in valid YAML."""


class NotDataError(TemplateRuntimeError):
    """A value that a manifest cannot contain."""


class MisplacedFragmentError(NotDataError):
    """A fragment of YAML in place of a value."""

    def __init__(self) -> None:
        super().__init__("the result of a macro or block is YAML and not a value: place it with a separate `${{ }}`")


class NotDirectError(Exception):
    """A template or a value is not supported by direct rendering, or is an error, which only Jinja can locate."""


class TemplateLimitError(TemplateRuntimeError):
    """A template exceeds its budget of steps, time or size."""


class TemplateArgumentError(TemplateRuntimeError):
    """An argument that a filter or function of argogen does not accept from a template."""
