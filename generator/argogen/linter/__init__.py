"""The linter: checks of rules on a Context.

This module exports the names that rules of other packages use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argogen.catalogue import Rule as Rule
    from argogen.linter.model.subject import Subject as Subject
    from argogen.linter.rule_diagnostic import RuleDiagnostic as RuleDiagnostic
    from argogen.severity import Severity as Severity

# Imported on first use: only rules of other packages require them.
EXPORTS = {
    "Rule": "argogen.catalogue",
    "RuleDiagnostic": "argogen.linter.rule_diagnostic",
    "Severity": "argogen.severity",
    "Subject": "argogen.linter.model.subject",
}
__all__ = ["Rule", "RuleDiagnostic", "Severity", "Subject"]


def __getattr__(name: str) -> Any:
    if name not in EXPORTS:
        raise AttributeError(f"module 'argogen.linter' has no attribute '{name}'")
    return getattr(importlib.import_module(EXPORTS[name]), name)
