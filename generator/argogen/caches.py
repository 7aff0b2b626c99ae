"""The user's cache directory: what argogen computes once and reads at later starts.

Cached files are executed or unpacked, so a directory that others can write to is not used.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import platformdirs


def find_user_cache() -> Path | None:
    """Return the user's directory for argogen's caches, which need not exist; None without a home."""
    with contextlib.suppress(RuntimeError):
        folder = platformdirs.user_cache_path("argogen", appauthor=False)
        # A relative one would be another directory in each working directory, and `~` stays where there is no home.
        return folder if folder.is_absolute() else None
    return None


def open_private_folder(folder: Path) -> Path | None:
    """Return a folder that only its owner can use, after creating it if needed; None if that is impossible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except OSError:
        return None


def _is_private(folder: Path) -> bool:
    status = folder.lstat()
    if not hasattr(os, "geteuid"):  # Windows keeps others out of a user's profile by itself
        return stat.S_ISDIR(status.st_mode)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
