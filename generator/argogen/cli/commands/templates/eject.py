"""`argogen templates eject`: copy template files out, to change them."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.cli.commands.templates.shared import complete_names
from argogen.cli.session import open_projects
from argogen.output.files import write_files
from argogen.workspace.templates import ejected
from argogen.workspace.templates.origins import list_origins

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
        click.echo(f"argogen uses it once the project file says templates: {host.show(folder)}", err=True)
    return 0
