"""The contents of packs: allowed names and sizes, digests, and the directories of cached copies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from argogen.diagnostics import write_in_one_line
from argogen.files import is_folder, walk
from argogen.host import Host
from argogen.provenance import digest_data, digest_file

MAXIMUM_FILES = 2_000
_MAXIMUM_ENTRIES = 10_000  # with directories, and with hidden files, which are not part of a pack
MAXIMUM_BYTES = 20 * 2**20
_MAXIMUM_NAME, _LONGEST = 200, 100
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))})
_RESERVED_CHARACTERS = frozenset('\\:*?"<>|')


class PackContentError(Exception):
    """A pack has invalid contents; the message is for the user."""


def find_cache(project: Path, host: Host) -> Path:
    """Return the cache directory of the host, or if there is no such directory, `.argogen` in the project."""
    return host.find_cache_directory() or project / ".argogen"


def find_copy(cache: Path, commit: str, path: str) -> Path:
    """Return the cache directory for a directory of a commit."""
    suffix = f"-{hashlib.sha256(path.encode()).hexdigest()[:12]}" if path else ""
    return cache / "packs" / f"{commit}{suffix}"


def digest_pack(folder: Path) -> str:
    """Return the digest of all files of a pack, with their names. Raises PackContentError, OSError."""
    number = size = 0
    digests: dict[str, str] = {}
    seen: dict[str, str] = {}
    for name in _list_files(folder):
        check_name(name)
        check_case(name, seen)
        number, size = number + 1, size + (folder / name).lstat().st_size
        check_amount(number, size)
        try:
            digests[name] = digest_file(folder / name)
        except OSError as error:
            raise PackContentError(f"'{name}' cannot be read: {error.strerror}") from error
    return digest_data(digests)


def _list_files(folder: Path) -> Iterator[str]:
    """Yield the names of the files of a pack, without hidden ones, up to the limits."""
    entries = 0
    for directory, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        entries += len(folders) + len(names)
        if entries > _MAXIMUM_ENTRIES:
            raise PackContentError(f"it contains more than {_MAXIMUM_ENTRIES:,} files and directories")
        for name in (*folders, *names):
            path = Path(directory, name)
            if path.is_symlink():
                name = path.relative_to(folder).as_posix()
                raise PackContentError(f"'{name}' is a symbolic link; packs can contain regular files only")
        yield from (Path(directory, name).relative_to(folder).as_posix() for name in names if not name.startswith("."))


def check_name(name: str) -> None:
    """Raise PackContentError for a file name that is invalid on some platform, or is outside of the pack."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or {"..", ".git"} & {part.lower() for part in parts} or not parts:
        raise PackContentError(f"path {_quote(name)} is outside of the pack")
    if not name.isprintable() or _RESERVED_CHARACTERS & set(name):
        raise PackContentError(f"file name {_quote(name)} has characters that are invalid on some platforms")
    for part in parts:
        if part.partition(".")[0].rstrip(" ").upper() in _DEVICES or part.endswith((".", " ")):
            raise PackContentError(f"file name {_quote(name)} is invalid on Windows")
        if len(part.encode()) > _MAXIMUM_NAME:
            raise PackContentError(f"file name {_quote(part)} is longer than {_MAXIMUM_NAME} bytes")


def check_case(name: str, seen: dict[str, str]) -> None:
    """Raise PackContentError for a file name that differs from another one only in case; `seen` are the others."""
    parts = PurePosixPath(name).parts
    for number in range(1, len(parts) + 1):
        path = "/".join(parts[:number])
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            message = f"file names {_quote(other)} and {_quote(path)} differ only in case, which some platforms ignore"
            raise PackContentError(message)


def _quote(name: str) -> str:
    """Return a file name for a message, with escapes for what cannot be printed, and not too long."""
    shown = write_in_one_line(name)
    return f"'{shown if len(shown) <= _LONGEST else shown[:_LONGEST] + '…'}'"


def describe_shared(folder: Path) -> tuple[str, str]:
    """Return the message and the hint for a cache directory that is missing, or that others can access."""
    if not is_folder(folder):
        return f"cache directory {folder} cannot be created", "check its permissions, or set XDG_CACHE_HOME"
    message = f"cache directory {folder} can be accessed by other users, who could replace the packs in it"
    return message, f"remove it, or run 'chmod 700 {folder}'"


def check_amount(files: int, size: int) -> None:
    """Raise PackContentError for too many files, or too many bytes in all of them."""
    if files > MAXIMUM_FILES:
        raise PackContentError(f"it contains more than {MAXIMUM_FILES:,} files")
    if size > MAXIMUM_BYTES:
        raise PackContentError(f"its files exceed {MAXIMUM_BYTES // 2**20} MiB")
