"""The error that leaves a template to Jinja."""

from __future__ import annotations


class NotDirectError(Exception):
    """A template or a value is not supported by direct rendering, or is an error, which only Jinja can locate."""
