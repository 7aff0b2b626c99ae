"""Update the packs of a project from git, and its lock file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.output.files import write_files
from argogen.packs.contents import find_cache
from argogen.packs.fetch import fetch_pack, write_lock
from argogen.packs.lock import LockedPack, read_lock
from argogen.packs.source import PackSource, list_pack_sources
from argogen.project.project import Project
from argogen.suggestions import suggest


class UpdatedPack(NamedTuple):
    """A pack, its previous entry in the lock file (None if new), and its new entry."""

    source: PackSource
    before: LockedPack | None
    after: LockedPack


def update_packs(project: Project, names: Sequence[str], *, accept_moved: bool) -> Iterator[UpdatedPack]:
    """Fetch the given packs of a project, or all; the lock file is written after all of them are fetched.

    `accept_moved` accepts tags that point to another commit than before. Raises InvalidInputError.
    """
    sources = [source for source in list_pack_sources(project.document, project.folder) if source.git]
    _check_names(names, sources, project)
    known = read_lock(project.lock_file, project.host)
    cache = find_cache(project.folder, project.host)
    locked = {source.name: known[source.name] for source in sources if source.name in known}
    for source in sources:
        if not names or source.name in names:
            before = known.get(source.name)
            locked[source.name] = after = fetch_pack(source, before, cache, accept_moved=accept_moved)
            yield UpdatedPack(source, before, after)
    write_files({project.lock_file: write_lock(locked)}, project.host.show)


def _check_names(names: Sequence[str], sources: Sequence[PackSource], project: Project) -> None:
    known = tuple(source.name for source in sources)
    for name in names:
        if name not in known:
            hint = suggest(name, known, f"packs with 'git' in this project: {', '.join(known) or 'none'}")
            place = project.document.place(("packs",), key=True)
            message = f"unknown git pack '{name}'"
            raise InvalidInputError([Diagnostic("unknown-pack", message, place, hint)])
