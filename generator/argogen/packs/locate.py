"""Locate the packs of a project: local directories, and commits in the cache."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from argogen.caches import open_private_directory
from argogen.files import is_file, is_folder
from argogen.host import Host
from argogen.packs.contents import PackContentError, describe_shared, digest_pack, find_cache, find_copy
from argogen.packs.lock import LockedPack, read_lock
from argogen.packs.source import MANIFEST, LocatedPack, PackSource, list_pack_sources
from argogen.yaml.document import Document


def locate_packs(document: Document, project: Path, lock_file: Path, host: Host) -> tuple[LocatedPack, ...]:
    """Locate the packs of a project file, in order of precedence. Raises InvalidInputError."""
    locked, cache = read_lock(lock_file, host), find_cache(project, host)
    sources = list_pack_sources(document, project)
    return tuple(locate_pack(source, project, locked, cache) for source in sources)


def locate_pack(source: PackSource, project: Path, locked: Mapping[str, LockedPack], cache: Path) -> LocatedPack:
    """Locate a pack of the project in a directory; a locked commit that is not in the cache is fetched.

    Raises InvalidInputError.
    """
    if not source.git:
        folder = project / source.path
        if not is_file(folder / MANIFEST):
            message, hint = f"no pack found in '{source.path}'", f"a pack is a directory with an {MANIFEST}"
            raise source.error("missing-pack", message, hint, key="path")
        return LocatedPack(source, folder, _digest(source, folder))
    return _locate_copy(source, find_lock(source, locked), cache)


def find_lock(source: PackSource, locked: Mapping[str, LockedPack]) -> LockedPack:
    """Return the locked commit of a pack from git. Raises InvalidInputError without a current one."""
    lock = locked.get(source.name)
    if lock is None or (lock.git, lock.ref, lock.path) != (source.git, source.ref, source.path):
        message = f"pack '{source.name}' at '{source.ref}' is not in argogen.lock"
        raise source.error("unlocked-pack", message, "run 'argogen templates update' to lock its commit", key="ref")
    return lock


def _locate_copy(source: PackSource, lock: LockedPack, cache: Path) -> LocatedPack:
    folder = find_copy(cache, lock.commit, lock.path)
    if open_private_directory(folder.parent) is None:
        raise source.error("invalid-pack", *describe_shared(folder.parent))
    if not is_folder(folder):
        # git is needed only if the commit is not in the cache.
        importlib.import_module("argogen.packs.fetch").fetch_locked(source, lock, folder)
    digest = _digest(source, folder)
    if digest != lock.digest:
        message = f"the cached copy of pack '{source.name}' in {folder} does not match the digest in argogen.lock"
        raise source.error(
            "pack-digest-mismatch", message, "remove that directory: the next run fetches the pack again"
        )
    return LocatedPack(source, folder, digest)


def _digest(source: PackSource, folder: Path) -> str:
    try:
        return digest_pack(folder)
    except (PackContentError, OSError) as error:
        raise source.error("invalid-pack", f"pack '{source.name}' is invalid: {error}") from error
