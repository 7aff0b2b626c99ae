"""The user's cache directory, for results that are reused by later runs.

Cached files are executed or unpacked, so directories that other users can write to are not used.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.late import import_late

if TYPE_CHECKING:
    import platformdirs
else:
    platformdirs = import_late("platformdirs")


def find_user_cache() -> Path | None:
    """Return the user's cache directory for argogen, which need not exist; None without a home directory."""
    if (usual := _find_usual_cache()) is not None:
        return usual
    with contextlib.suppress(RuntimeError):
        directory = platformdirs.user_cache_path("argogen", appauthor=False)
        # A relative path would depend on the working directory, and `~` is not expanded without a home directory.
        return directory if directory.is_absolute() else None
    return None


def _find_usual_cache() -> Path | None:
    """Return the cache directory of the usual cases of Linux, where platformdirs finds the same one.

    Every render looks for its compiled templates there, and the import of platformdirs takes a fortieth of its time.
    """
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return None
    given, home = os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("HOME", "")
    directory = given or f"{home.rstrip('/')}/.cache"
    return Path(directory, "argogen") if (given or home).startswith("/") else None


def find_user_state() -> Path | None:
    """Return the directory for the records of runs, which need not exist; None without a home directory."""
    with contextlib.suppress(RuntimeError):
        directory = platformdirs.user_state_path("argogen", appauthor=False) / "runs"
        return directory if directory.is_absolute() else None
    return None


def open_private_directory(directory: Path) -> Path | None:
    """Return a directory that only its owner can access, after creating it if necessary; None if that fails."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory if _is_private(directory) else None
    except OSError:
        return None


def _is_private(directory: Path) -> bool:
    status = directory.lstat()
    if not hasattr(os, "geteuid"):  # on Windows, the profile of a user is private by default
        return stat.S_ISDIR(status.st_mode)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
