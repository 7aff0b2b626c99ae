"""The user's folder for what argogen makes once and reads at every start.

What lies there is run or unpacked, so a folder that anybody else could have filled is not used.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import platformdirs


def find_user_cache() -> Path | None:
    """The user's directory for argogen's caches, which need not exist; None without a home."""
    with contextlib.suppress(RuntimeError):
        folder = platformdirs.user_cache_path("argogen", appauthor=False)
        # A relative one would be another directory in each working directory, and `~` stays where there is no home.
        return folder if folder.is_absolute() else None
    return None


def open_private_folder(folder: Path) -> Path | None:
    """A folder that only its owner can use, made if it is not there; None if that cannot be had."""
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
