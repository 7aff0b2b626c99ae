"""The contents of packs: names and sizes that are allowed, digests, and the directories of cached copies."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from argogen.host import Host
from argogen.provenance import digest_data, digest_file

MAXIMUM_FILES = 2_000
MAXIMUM_BYTES = 20 * 2**20
_RESERVED_CHARACTERS = frozenset('\\:*?"<>|')


class PackContentError(Exception):
    """A pack has invalid contents; the message is for the user."""


def find_cache(project: Path, host: Host) -> Path:
    """Return the folder for cached packs: that of the host, or where it has none, one beside the project."""
    return host.find_cache_directory() or project / ".argogen"


def find_copy(cache: Path, commit: str, path: str) -> Path:
    """Return the folder of the cache for a folder of a commit."""
    suffix = f"-{hashlib.sha256(path.encode()).hexdigest()[:12]}" if path else ""
    return cache / "packs" / f"{commit}{suffix}"


def digest_pack(folder: Path) -> str:
    """Return the digest of all files of a pack, with their names. Raises PackContentError, OSError."""
    return digest_data({name: digest_file(folder / name) for name in sorted(_list_files(folder))})


def _list_files(folder: Path) -> Iterator[str]:
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, *names):
            path = Path(directory, name)
            if path.is_symlink():
                name = path.relative_to(folder).as_posix()
                raise PackContentError(f"{name} is a link, and a pack has plain files only")
        yield from (Path(directory, name).relative_to(folder).as_posix() for name in names if not name.startswith("."))


def check_name(name: str) -> None:
    """Raise PackContentError for a file name that is invalid on some platform, or leads out of the pack."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or {"..", ".git"} & {part.lower() for part in parts} or not parts:
        raise PackContentError(f"'{name}' is no path inside of a pack")
    if not name.isprintable() or _RESERVED_CHARACTERS & set(name):
        raise PackContentError(f"'{name}' has characters that not every platform has in file names")


def check_amount(files: int, size: int) -> None:
    """Raise PackContentError for too many files, or too many bytes in all of them."""
    if files > MAXIMUM_FILES:
        raise PackContentError(f"there are more than {MAXIMUM_FILES:,} files in it")
    if size > MAXIMUM_BYTES:
        raise PackContentError(f"its files are more than {MAXIMUM_BYTES // 2**20} MiB")
