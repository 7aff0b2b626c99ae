"""Where template files come from: folders of the project, packs, argogen's own."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from argogen.cli.options import read_request
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.projects import Projects
from argogen.paths import show_path
from argogen.project.layers import load_packs
from argogen.project.project import Project
from argogen.resources import TEMPLATES
from argogen.suggestions import find_nearest
from argogen.templating.lookup import list_files


class Origin(NamedTuple):
    """A folder of template files and what it is called; only those that are `theirs` are anybody's to change."""

    label: str
    folder: Path
    theirs: bool = False

    def has(self, name: str) -> bool:
        """Whether it has a file of that name."""
        return name in list_files(self.folder)

    def read(self, name: str) -> str:
        """The text of one of its files."""
        return (self.folder / name).read_text("utf-8-sig")


OWN = Origin("argogen", TEMPLATES)

templates_option = click.option(
    "--templates",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of templates, beside those of the project; the first one given wins.",
)


def find_project() -> Project | None:
    """The project around the working folder, if there is one."""
    return Projects(read_request()).around(Path.cwd())


def list_origins(folders: Sequence[Path]) -> list[Origin]:
    """Where files are looked for, the one that wins first: these folders, then those of the project and its packs."""
    project = find_project()
    named = project.templates if project else ()
    own = [Origin(show_path(folder), folder, theirs=True) for folder in (*folders, *named)]
    packs = load_packs(project) if project else ()
    return [*own, *(Origin(f"pack {pack.name}", pack.templates) for pack in packs), OWN]


def list_names(origins: Sequence[Origin]) -> list[str]:
    """The names of all template files, sorted, each once."""
    return sorted({name for origin in origins for name in list_files(origin.folder)})


def complete_names(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """The names that a shell completes; those of a project that cannot be read are none."""
    with contextlib.suppress(InvalidInputError):
        return [name for name in list_names(list_origins(())) if name.startswith(start)]
    return []


def find_all(name: str, origins: Sequence[Origin]) -> list[Origin]:
    """Those that have a file of that name, the one that wins first. Raises InvalidInputError if none has."""
    found = [origin for origin in origins if origin.has(name)]
    if not found:
        near = find_nearest(name, tuple(list_names(origins)))
        hint = f"did you mean '{near}'?" if near else "argogen templates list names them all"
        fault = Diagnostic("unknown-template", f"there is no template file '{name}'", Place(name), hint)
        raise InvalidInputError([fault])
    return found
