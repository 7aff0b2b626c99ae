"""Locate the packs of a project: local folders, and commits in the cache."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from argogen.host import Host
from argogen.packs.contents import PackContentError, digest_pack, find_cache, find_copy
from argogen.packs.lock import LockedPack, read_lock
from argogen.packs.source import MANIFEST, LocatedPack, PackSource, list_pack_sources
from argogen.yaml.document import Document


def locate_packs(document: Document, project: Path, lock_file: Path, host: Host) -> tuple[LocatedPack, ...]:
    """Locate the packs of a project file, in order of precedence. Raises InvalidInputError."""
    locked, cache = read_lock(lock_file, host), find_cache(project, host)
    sources = list_pack_sources(document)
    return tuple(locate_pack(source, project, locked, cache) for source in sources)


def locate_pack(source: PackSource, project: Path, locked: Mapping[str, LockedPack], cache: Path) -> LocatedPack:
    """Locate a pack of the project in a folder; its locked commit is fetched if the cache does not have it.

    Raises InvalidInputError.
    """
    if not source.git:
        folder = project / source.path
        if not (folder / MANIFEST).is_file():
            message, hint = f"there is no pack in '{source.path}'", f"a pack is a folder with an {MANIFEST}"
            raise source.error("missing-pack", message, hint, key="path")
        return LocatedPack(source, folder, _digest(source, folder))
    lock = locked.get(source.name)
    if lock is None or (lock.git, lock.ref, lock.path) != (source.git, source.ref, source.path):
        message = f"argogen.lock does not say which commit '{source.ref}' of '{source.name}' is"
        raise source.error("unlocked-pack", message, "argogen templates update takes it", key="ref")
    return _locate_copy(source, lock, cache)


def _locate_copy(source: PackSource, lock: LockedPack, cache: Path) -> LocatedPack:
    folder = find_copy(cache, lock.commit, lock.path)
    if not folder.is_dir():
        # Most runs find the commit in the cache, and do not need git.
        importlib.import_module("argogen.packs.fetch").fetch_locked(source, lock, folder)
    digest = _digest(source, folder)
    if digest != lock.digest:
        message = f"the copy of '{source.name}' in {folder} is not what argogen.lock says"
        raise source.error("changed-pack", message, "remove that folder, and the next run fetches it again")
    return LocatedPack(source, folder, digest)


def _digest(source: PackSource, folder: Path) -> str:
    try:
        return digest_pack(folder)
    except (PackContentError, OSError) as error:
        raise source.error("bad-pack", f"the pack '{source.name}' cannot be used: {error}") from error
