"""Fetch packs from git repositories into the cache."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from argogen.git.remote import Entry, RemoteError, ResolvedRef, read_commit, resolve
from argogen.packs.contents import PackContentError, check_amount, check_name, digest_pack, find_copy
from argogen.packs.lock import LockedPack
from argogen.packs.source import MANIFEST, PackSource
from argogen.yaml.emitter import dump

_LOCK_HEAD = "# Made by argogen templates update: the packs of the project file, as they were then.\n"
_PLAIN_FILES = frozenset({"100644", "100755"})


def fetch_pack(source: PackSource, known: LockedPack | None, cache: Path, *, accept_moved: bool = False) -> LockedPack:
    """Resolve the ref of a pack, and copy its commit into the cache.

    A tag that is another commit than what is `known` of it has been moved, and is taken only if that is accepted.
    Raises InvalidInputError.
    """
    found = _resolve(source)
    if known is not None and (known.git, known.ref) == (source.git, source.ref) and not accept_moved:
        _refuse_moved(source, known, found)
    folder = find_copy(cache, found.commit, source.path)
    if not folder.is_dir():
        _copy(source, found.commit, folder)
    return LockedPack(source.git, source.ref, source.path, found.commit, digest_pack(folder))


def write_lock(packs: Mapping[str, LockedPack]) -> str:
    """Return the text of a lock file."""
    entries = {name: {key: value for key, value in packs[name]._asdict().items() if value} for name in sorted(packs)}
    return _LOCK_HEAD + dump({"packs": entries})


def fetch_locked(source: PackSource, lock: LockedPack, folder: Path) -> None:
    """Copy the locked commit of a pack into a folder. Raises InvalidInputError."""
    _refuse_moved(source, lock, _resolve(source))
    _copy(source, lock.commit, folder)


def _resolve(source: PackSource) -> ResolvedRef:
    try:
        return resolve(source.git, source.ref)
    except RemoteError as error:
        message = f"the pack '{source.name}' cannot be fetched: {error}"
        raise source.error("unreachable-pack", message, key="git") from error


def _refuse_moved(source: PackSource, known: LockedPack, found: ResolvedRef) -> None:
    if found.kind == "tag" and found.commit != known.commit:
        change = f"from {known.commit[:12]} to {found.commit[:12]}"
        message = f"the tag '{source.ref}' of the pack '{source.name}' has been moved {change}"
        hint = "ask its owners why; argogen templates update --accept-moved takes it"
        raise source.error("moved-tag", message, hint, key="ref")


def _copy(source: PackSource, commit: str, folder: Path) -> None:
    """Write the files of a commit to a folder, all of them or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".argogen-"))
    try:
        _write(source, commit, beside)
        _put(beside, folder)
    except (RemoteError, PackContentError) as error:
        raise source.error("bad-pack", f"the pack '{source.name}' cannot be taken: {error}", key="git") from error
    except OSError as error:
        message = f"the pack '{source.name}' cannot be kept in {folder.parent}: {error.strerror}"
        raise source.error("bad-pack", message) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put(beside: Path, folder: Path) -> None:
    try:
        beside.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another run was faster, and its copy is the same
            raise


def _write(source: PackSource, commit: str, folder: Path) -> None:
    number = size = 0
    for entry in read_commit(source.git, commit, source.ref, source.path):
        number, size = number + 1, size + entry.size
        check_amount(number, size)
        _write_entry(entry, folder)
    if not (folder / MANIFEST).is_file():
        raise PackContentError(f"there is no {MANIFEST} in it")


def _write_entry(entry: Entry, folder: Path) -> None:
    check_name(entry.path)
    if entry.mode not in _PLAIN_FILES:
        kind = "a link" if entry.mode == "120000" else "no file"
        raise PackContentError(f"{entry.path} is {kind}, and a pack has plain files only")
    if not any(part.startswith(".") for part in Path(entry.path).parts):
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(entry.read())
