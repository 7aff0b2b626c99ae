"""Values of a pipeline as the text that Argo holds."""

from __future__ import annotations

from typing import Any

from argogen.yaml.scalars import to_code_string, to_string


def as_text(value: Any) -> str:
    """A parameter's value as Argo holds it: text; numbers as the person wrote them, the rest as YAML or JSON."""
    return to_string(value)


def as_value(value: Any) -> str:
    """A parameter's value as code reads it: with its type."""
    return to_code_string(value)
