"""What the commands of `argogen templates` share: their option, and the project around the working folder."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import click

from argogen.cli.session import open_projects
from argogen.diagnostics import InvalidInputError
from argogen.workspace.templates.origins import TemplateOrigin, list_names, list_origins

templates_option = click.option(
    "--templates",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of templates, beside those of the project; the first one given wins.",
)


def find_origins(folders: Sequence[Path]) -> list[TemplateOrigin]:
    """Where files are looked up here, in order of precedence."""
    projects = open_projects()
    return list_origins(projects.around(Path()), projects.session.host, folders)


def complete_names(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """The names that a shell completes; those of a project that cannot be read are none."""
    with contextlib.suppress(InvalidInputError):
        return [name for name in list_names(find_origins(())) if name.startswith(start)]
    return []
