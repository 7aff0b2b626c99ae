"""The options that select projects and their pipelines."""

from __future__ import annotations

from typing import Any

import click

from argogen.cli.option_groups import F, add_options
from argogen.workspace.requests import RunScope

_SCOPE = (
    click.option("--all-projects", is_flag=True, help="All projects below this folder, and the one around it."),
    click.option("--tracked", is_flag=True, help="Only pipelines that git tracks."),
    click.option("--changed", is_flag=True, help="Only what a change since the last commit touches."),
    click.option("--since", metavar="REF", help="With --changed: since the branch point from this git revision."),
    click.option("--touched", is_flag=True, help="Only what a change of the files PATH touches, in their projects."),
)


def scope_options(command: F) -> F:
    """Add the options that select projects and their pipelines."""
    return add_options(command, _SCOPE)


def read_scope(paths: tuple[str, ...], options: dict[str, Any]) -> RunScope | None:
    """Read the scope, and remove its options from `options`; None where `paths` name pipelines."""
    names = ("all_projects", "tracked", "changed", "since", "touched")
    all_projects, tracked, changed, since, touched = (options.pop(name) for name in names)
    narrowed = changed or since is not None
    if touched and (narrowed or all_projects):
        raise click.UsageError("--touched names the files and so their projects, which the other options look for")
    if paths and not touched and (narrowed or all_projects or tracked):
        raise click.UsageError("this option is about projects, and PATH names pipelines: give one of them")
    if paths and not touched:
        return None
    base = ("HEAD" if since is None else since) if narrowed else None
    return RunScope(all_projects, tracked, base, paths if touched else None)
