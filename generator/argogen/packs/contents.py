"""What is in a pack, plain files only: their digest, and where copies of them are."""

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
    """A pack holds something that it may not; the message is for people."""


def find_cache(project: Path, host: Host) -> Path:
    """The folder for copies of packs: that of the host, or where it has none, one beside the project."""
    return host.find_cache_folder() or project / ".argogen"


def find_copy(cache: Path, commit: str, path: str) -> Path:
    """The folder of the cache for the copy of a folder of a commit."""
    suffix = f"-{hashlib.sha256(path.encode()).hexdigest()[:12]}" if path else ""
    return cache / "packs" / f"{commit}{suffix}"


def digest_pack(folder: Path) -> str:
    """The digest of all files of a pack, by their names. Raises PackContentError, OSError."""
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
    """Raise PackContentError for a file name that is not one below the pack's folder on every platform."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or {"..", ".git"} & {part.lower() for part in parts} or not parts:
        raise PackContentError(f"'{name}' is no path inside of a pack")
    if not name.isprintable() or _RESERVED_CHARACTERS & set(name):
        raise PackContentError(f"'{name}' has characters that not every platform has in file names")


def check_amount(files: int, size: int) -> None:
    """Raise PackContentError for more files, or bytes in all of them, than any pack needs."""
    if files > MAXIMUM_FILES:
        raise PackContentError(f"there are more than {MAXIMUM_FILES:,} files in it")
    if size > MAXIMUM_BYTES:
        raise PackContentError(f"its files are more than {MAXIMUM_BYTES // 2**20} MiB")
