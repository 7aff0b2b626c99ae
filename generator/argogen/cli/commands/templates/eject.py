"""`argogen templates eject`: copy template files to override them."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.cli.commands.templates.shared import complete_names
from argogen.cli.parts import DIRECTORY, Command
from argogen.cli.session import open_projects
from argogen.output.files import write_files
from argogen.workspace.templates import ejected
from argogen.workspace.templates.origins import list_origins

_FOLDER = "templates"


@click.command("eject", cls=Command)
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_names)
@click.option(
    "--to",
    type=DIRECTORY,
    help="Target directory.  [default: the templates directory of the project]",
)
@click.option("--rebase", is_flag=True, help="Record the current original as merged, and keep the override unchanged.")
def command(names: tuple[str, ...], to: Path | None, rebase: bool) -> int:
    """Copy template files to the templates directory of the project, where they override the originals.

    A copy of each original is stored in .ejected/ for `argogen templates diff`. Existing files are not overwritten.
    To change a single block, write a file that extends the original instead.

    \b
    argogen templates eject constructs/container.yaml.j2
    argogen templates eject fields/retry.yaml.j2 --to team-templates
    argogen templates eject fields/retry.yaml.j2 --rebase
    """
    projects = open_projects()
    host, project = projects.session.host, projects.around(Path())
    named = project.templates if project else ()
    around = project.folder if project else Path()
    folder = host.resolve(to or (named[0] if named else around / _FOLDER))
    inherited = [origin for origin in list_origins(project, host) if not origin.is_project]
    copy = ejected.rebase if rebase else ejected.eject
    texts = {path: text for name in names for path, text in copy(name, folder, inherited, host).items()}
    write_files(texts, host.show)
    for name in names:
        click.echo(host.show(folder / name))
    if folder not in named:
        click.echo(f"To use it, add to the project file: templates: {host.show(folder)}", err=True)
    return 0
