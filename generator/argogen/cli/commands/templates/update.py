"""`argogen templates update`: fetch packs from git, and lock their commits."""

from __future__ import annotations

import click

from argogen.cli.completion import complete_packs
from argogen.cli.session import open_projects
from argogen.workspace.templates.packs import UpdatedPack, update_packs


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
    for updated in update_packs(open_projects().here(), names, accept_moved=accept_moved):
        click.echo(_describe(updated))
    return 0


def _describe(updated: UpdatedPack) -> str:
    source, before, after = updated
    was = "" if before is None or before.commit == after.commit else f" (was {before.commit[:12]})"
    return f"{source.name}: {source.ref} is {after.commit[:12]}{was}"
