"""Values that are invalid in their notation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

Read = Callable[[str], object]
"""Reads a text, or raises NotationError."""


def find_unreadable(value: Any, read: Read, rule: str, origin: NodePath, field: str) -> Iterator[RuleDiagnostic]:
    """Report a value that is invalid in a notation, unless it has tags."""
    if value is None or "{{" in str(value):
        return
    try:
        read(str(value))
    except NotationError as fault:
        end = fault.end or len(str(value))
        yield RuleDiagnostic(
            rule, fault.message, origin, fault.hint, field, str(value), fault.start, end, fix=fault.fix or None
        )
