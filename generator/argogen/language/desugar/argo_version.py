"""Check the version of Argo that a pipeline chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.versions import UnknownVersionError, parse_version
from argogen.language.collector import DiagnosticCollector


def check_version(data: Mapping[str, Any], collector: DiagnosticCollector) -> None:
    """Report an unknown patch level; minor versions are checked by the schema."""
    try:
        if "argo_version" in data:
            parse_version(data["argo_version"])
    except UnknownVersionError as error:
        collector.error("invalid-value", error.message, ("argo_version",), error.hint)
