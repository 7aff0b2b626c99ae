"""Check that a value is valid in its notation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

Read = Callable[[str], object]
"""Parses a string, or raises NotationError."""


def find_unreadable(value: Any, read: Read, rule: str, origin: NodePath, field: str) -> Sequence[RuleDiagnostic]:
    """Report a value that is invalid in a notation, unless it has template tags."""
    if value is None or "{{" in (text := str(value)):
        return ()
    try:
        read(text)
    except NotationError as fault:
        end = fault.end or len(text)
        return [
            RuleDiagnostic(
                rule, fault.message, origin, fault.hint, field, text, fault.start, end, fix=fault.fix or None
            )
        ]
    return ()
