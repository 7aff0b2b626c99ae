"""Option and lookup shared by the commands of `argogen templates`."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import click

from argogen.cli.parts import EXISTING_DIRECTORY
from argogen.cli.session import open_projects
from argogen.diagnostics import InvalidInputError
from argogen.workspace.templates.origins import TemplateOrigin, list_names, list_origins

templates_option = click.option(
    "--templates",
    multiple=True,
    type=EXISTING_DIRECTORY,
    help="Directory of templates that takes precedence over those of the project.",
)


def find_origins(folders: Sequence[Path]) -> list[TemplateOrigin]:
    """Return the origins of template files, in order of precedence."""
    projects = open_projects()
    return list_origins(projects.around(Path()), projects.session.host, folders)


def complete_names(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Complete names of template files; none if the project is unreadable."""
    with contextlib.suppress(InvalidInputError):
        return [name for name in list_names(find_origins(())) if name.startswith(start)]
    return []
