"""The versions of Argo Workflows that are known."""

from __future__ import annotations

VERSIONS = ("3.4", "3.5", "3.6", "3.7", "4.0", "4.1")
DEFAULT_VERSION = "3.7"
