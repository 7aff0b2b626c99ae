"""The user's folder for what argogen makes once and reads at every start.

What lies there is run or unpacked, so a folder that anybody else could have filled is not used.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path


def find_user_cache(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """The user's folder for argogen's caches, by the custom of the platform; it need not exist. None without a home."""
    with contextlib.suppress(RuntimeError):
        home = Path.home()
        if platform == "win32":
            return Path(environ.get("LOCALAPPDATA") or home / "AppData/Local") / "argogen" / "Cache"
        if platform == "darwin":
            return home / "Library/Caches/argogen"
        given = Path(environ.get("XDG_CACHE_HOME", ""))
        return (given if given.is_absolute() else home / ".cache") / "argogen"
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
