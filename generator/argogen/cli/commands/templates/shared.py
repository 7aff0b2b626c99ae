"""The option and the lookup that the commands of `argogen templates` share."""

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
    """Return where files are looked up here, in order of precedence."""
    projects = open_projects()
    return list_origins(projects.around(Path()), projects.session.host, folders)


def complete_names(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Complete names of template files; there are none in a project that cannot be read."""
    with contextlib.suppress(InvalidInputError):
        return [name for name in list_names(find_origins(())) if name.startswith(start)]
    return []
