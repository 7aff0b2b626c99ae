"""The options that select projects and their pipelines."""

from __future__ import annotations

from typing import Any

import click

from argogen.cli.option_groups import F, add_options
from argogen.workspace.requests import RunScope

_SCOPE = (
    click.option(
        "--all-projects", is_flag=True, help="Process all projects below the working directory and the enclosing one."
    ),
    click.option("--tracked", is_flag=True, help="Process only pipelines that git tracks."),
    click.option("--changed", is_flag=True, help="Process only pipelines affected by changes since the last commit."),
    click.option(
        "--since",
        metavar="REF",
        help="Process only pipelines affected by changes since the merge base with a git revision.",
    ),
    click.option(
        "--touched", is_flag=True, help="Treat PATH as changed files, and process only the pipelines that they affect."
    ),
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
        raise click.UsageError("--touched cannot be combined with --all-projects, --changed or --since")
    if paths and not touched and (narrowed or all_projects or tracked):
        raise click.UsageError("--all-projects, --tracked, --changed and --since apply to projects: omit PATH")
    if paths and not touched:
        return None
    base = ("HEAD" if since is None else since) if narrowed else None
    return RunScope(all_projects, tracked, base, paths if touched else None)
