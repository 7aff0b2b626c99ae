"""The addresses of the project on the web, which are `project.urls` in pyproject.toml.

They are read from the metadata of the installed package, which takes some time: only reports with links need them.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata


def find_address(label: str) -> str:
    """Return an address by its label, such as `Documentation`, without a slash at its end; "" without metadata."""
    try:
        rows = metadata("argogen").get_all("Project-URL") or ()
    except PackageNotFoundError:  # it runs from a checkout
        return ""
    parts = (str(row).partition(", ") for row in rows)
    return next((address.rstrip("/") for name, _, address in parts if name == label), "")
