"""The diagnostics of undefined names in `${{ }}`."""

from __future__ import annotations

from argogen.diagnostics import Diagnostic, Place

_CODE = "undefined-name"


def report_undefined_name(name: str, place: Place, hint: str) -> Diagnostic:
    """Return the diagnostic of an undefined name, which can have a prefix: `vars.tag`."""
    return Diagnostic(_CODE, _describe(name), place, hint)


def is_about_name(diagnostic: Diagnostic, name: str) -> bool:
    """Return whether a diagnostic reports that a name, without a prefix, is undefined."""
    return diagnostic.code == _CODE and diagnostic.message == _describe(name)


def _describe(name: str) -> str:
    return f"undefined name '{name}'"
