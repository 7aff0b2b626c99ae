"""Check the version of Argo that a pipeline chooses."""

from __future__ import annotations

from argogen.argo.versions import UnknownVersionError, parse_version
from argogen.language.collector import DiagnosticCollector


def check_version(version: str, collector: DiagnosticCollector) -> None:
    """Report an unknown patch level; minor versions are checked by the schema."""
    try:
        parse_version(version)
    except UnknownVersionError as error:
        collector.error("invalid-value", error.message, ("argo_version",), error.hint)
