"""`argogen templates update`: take packs from git, and write down which commits they are."""

from __future__ import annotations

import click

from argogen.cli.completion import complete_packs
from argogen.cli.session import open_projects
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.output.files import write_files
from argogen.packs.contents import find_cache
from argogen.packs.fetch import fetch_pack, write_lock
from argogen.packs.lock import LockedPack, read_lock
from argogen.packs.source import PackSource, list_pack_sources
from argogen.project.project import Project
from argogen.suggestions import suggest


@click.command("update")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_packs)
@click.option("--accept-moved", is_flag=True, help="Also take a tag that is another commit than it was.")
def command(names: tuple[str, ...], accept_moved: bool) -> int:
    """Take the project's packs, or those that are named, as their refs are now, and write argogen.lock.

    From then on argogen uses those commits, from the user's cache and without a network, until the next update.

    \b
    argogen templates update
    argogen templates update acme
    """
    project = open_projects().here()
    sources = [source for source in list_pack_sources(project.document) if source.git]
    _check_names(names, sources, project)
    known = read_lock(project.lock_file, project.host)
    fetched = {source.name: known[source.name] for source in sources if source.name in known}
    for source in sources:
        if not names or source.name in names:
            fetched[source.name] = _fetch(source, known.get(source.name), project, accept_moved=accept_moved)
    write_files({project.lock_file: write_lock(fetched)}, project.host.show)
    return 0


def _fetch(source: PackSource, known: LockedPack | None, project: Project, *, accept_moved: bool) -> LockedPack:
    fetched = fetch_pack(source, known, find_cache(project.folder, project.host), accept_moved=accept_moved)
    was = "" if known is None or known.commit == fetched.commit else f" (was {known.commit[:12]})"
    click.echo(f"{source.name}: {source.ref} is {fetched.commit[:12]}{was}")
    return fetched


def _check_names(names: tuple[str, ...], sources: list[PackSource], project: Project) -> None:
    known = tuple(source.name for source in sources)
    for name in names:
        if name not in known:
            hint = suggest(name, known, f"packs from git: {', '.join(known) or 'none'}")
            place = project.document.place(("packs",), key=True)
            message = f"the project has no pack '{name}' from git"
            raise InvalidInputError([Diagnostic("unknown-pack", message, place, hint)])
