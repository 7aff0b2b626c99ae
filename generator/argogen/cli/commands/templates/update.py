"""`argogen templates update`: fetch packs from git, and lock their commits."""

from __future__ import annotations

import click

from argogen.cli.option_groups import completing
from argogen.cli.parts import Command
from argogen.cli.session import open_projects
from argogen.workspace.templates.packs import UpdatedPack, update_packs


@click.command("update", cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completing("projects", "list_packs"))
@click.option("--accept-moved", is_flag=True, help="Accept tags that have moved to another commit.")
def command(names: tuple[str, ...], accept_moved: bool) -> int:
    """Resolve the refs of the packs of the project, or of the given ones, and write argogen.lock.

    Until the next update, argogen uses these commits from the user cache, without network access.

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
