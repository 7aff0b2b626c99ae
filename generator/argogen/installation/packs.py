"""The packs of a project: their directories, locked commits and cached copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from argogen.diagnostics import InvalidInputError
from argogen.files import is_folder
from argogen.installation.finding import Item, Status, refuse
from argogen.packs.contents import find_cache, find_copy
from argogen.packs.locate import find_lock, locate_pack
from argogen.packs.lock import LockedPack, read_lock
from argogen.packs.source import PackSource, list_pack_sources
from argogen.project.project import Project


def inspect_packs(project: Project, git: Item) -> Iterator[Item]:
    """Yield the packs of a project, without access to the network."""
    cache = find_cache(project.folder, project.host)
    try:
        locked = read_lock(project.lock_file, project.host)
    except InvalidInputError as error:
        yield from (refuse("lock file", diagnostic) for diagnostic in error.diagnostics)
        return
    for source in list_pack_sources(project.document, project.folder):
        try:
            yield _show(source, project, locked, cache, git)
        except InvalidInputError as error:
            yield from (refuse(f"pack {source.name}", diagnostic) for diagnostic in error.diagnostics)


def _show(source: PackSource, project: Project, locked: Mapping[str, LockedPack], cache: Path, git: Item) -> Item:
    """Return the item of a pack. Raises InvalidInputError for a pack that does not exist or is not locked."""
    name = f"pack {source.name}"
    if not source.git:
        return Item(name, str(locate_pack(source, project.folder, locked, cache).folder))
    lock = find_lock(source, locked)
    if is_folder(find_copy(cache, lock.commit, lock.path)):
        return Item(name, f"{source.ref} ({lock.commit[:12]}), in the cache")
    if git.status is not Status.OK:
        return Item(name, "git is required to fetch it", Status.REQUIRED, git.hint)
    return Item(name, f"{source.ref} ({lock.commit[:12]}), fetched by the next run")
