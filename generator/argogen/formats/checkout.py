"""Paths in the checkout of a continuous integration."""

from __future__ import annotations

import os
from pathlib import Path


def find_in_checkout(path: Path, top: str | None) -> str | None:
    """Return the path relative to the root of the checkout, without `..`; None for a file outside."""
    path = Path(os.path.normpath(path))
    return path.relative_to(top).as_posix() if top and path.is_relative_to(top) else None
