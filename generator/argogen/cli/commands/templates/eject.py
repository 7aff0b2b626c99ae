"""`argogen templates eject`: copy template files out, to change them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from argogen.cli.commands.templates.ejected import find_ejected
from argogen.cli.commands.templates.origins import Origin, complete_names, find_all, find_project, list_origins
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.output.files import write_files
from argogen.paths import show_path

_FOLDER = "templates"


@click.command("eject")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_names)
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="The folder; that of the project, if not given."
)
@click.option("--rebase", is_flag=True, help="Leave the file here as it is: it has what was changed there by now.")
def command(names: tuple[str, ...], to: Path | None, rebase: bool) -> int:
    """Copy template files into the project's templates folder, where they replace argogen's or a pack's.

    What a file was is kept in .ejected/ beside it, for argogen templates diff. Nothing is overwritten.
    A file that only extends another one needs no copy of it; see the documentation.

    \b
    argogen templates eject constructs/container.yaml.j2
    argogen templates eject fields/retry.yaml.j2 --to our-templates
    argogen templates eject fields/retry.yaml.j2 --rebase
    """
    project = find_project()
    named = project.templates if project else ()
    folder = to or (named[0] if named else (project.folder if project else Path()) / _FOLDER)
    beneath = [origin for origin in list_origins(()) if not origin.theirs]
    copy = _rebase if rebase else _copy
    write_files(dict(pair for name in names for pair in copy(name, folder, beneath)))
    for name in names:
        click.echo(show_path(folder / name))
    if folder not in named:
        click.echo(f"argogen uses it once the project file says templates: {show_path(folder)}", err=True)
    return 0


def _copy(name: str, folder: Path, beneath: Sequence[Origin]) -> list[tuple[Path, str]]:
    text = find_all(name, beneath)[0].read(name)
    if (folder / name).exists():
        message, hint = "this template file is there already", "argogen templates diff shows how it differs"
        raise InvalidInputError([Diagnostic("existing-file", message, Place(show_path(folder / name)), hint)])
    return [(folder / name, text), (find_ejected(folder, name), text)]


def _rebase(name: str, folder: Path, beneath: Sequence[Origin]) -> list[tuple[Path, str]]:
    text = find_all(name, beneath)[0].read(name)
    if not (folder / name).exists():
        message, hint = "there is no such file to leave as it is", "without --rebase it is copied there"
        raise InvalidInputError([Diagnostic("missing-file", message, Place(show_path(folder / name)), hint)])
    return [(find_ejected(folder, name), text)]
