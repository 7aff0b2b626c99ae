"""The addresses of the project on the web, which are `project.urls` in pyproject.toml.

They are read from the metadata of the installed package, which takes some time: only reports with links need them.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

# Hosts for documentation only, in place of one that is not known yet (RFC 2606).
_PLACEHOLDER = re.compile(r"https?://([^/]+\.)?example\.(com|net|org)(/|$)")


def find_address(label: str) -> str:
    """Return an address by its label, such as `Documentation`, without a slash at its end; "" without metadata."""
    try:
        rows = metadata("argogen").get_all("Project-URL") or ()
    except PackageNotFoundError:  # it runs from a checkout
        return ""
    parts = (str(row).partition(", ") for row in rows)
    return next((address.rstrip("/") for name, _, address in parts if name == label), "")


def is_published(address: str) -> bool:
    """Return whether there is something at an address: its host is not one for documentation only."""
    return bool(address) and not _PLACEHOLDER.match(address)
