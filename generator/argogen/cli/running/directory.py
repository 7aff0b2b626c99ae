"""The directory of the records of runs."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.caches import find_user_state

runs_option = click.option(
    "--runs",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIRECTORY",
    help="Directory for the records of runs.  [default: that of the user]",
)


def find_runs(given: Path | None) -> Path:
    """Return the directory of all runs: the given one, or that of the user."""
    state = given or find_user_state()
    if state is None:
        raise click.ClickException("there is no home directory for the records of runs: use --runs DIRECTORY")
    return state
