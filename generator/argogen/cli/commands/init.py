"""`argogen init`: write a new project."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from argogen.cli.session import read_host
from argogen.output.files import write_files
from argogen.workspace.starter import StarterOptions, write_starter


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("-y", "--yes", is_flag=True, help="Ask nothing, and take what is proposed.")
def command(folder: Path, yes: bool) -> int:
    """Write a project file with comments, a first pipeline, and the schemas with which editors help to write both.

    Files that are there already are left as they are.

    \b
    argogen init
    argogen init --yes my-pipelines
    """
    host = read_host()
    options = StarterOptions() if yes else _ask()
    texts = write_starter(host.resolve(folder), options)
    new = {path: text for path, text in texts.items() if not os.path.lexists(path)}
    write_files(new, host.show)
    for path in texts:
        click.echo(host.show(path) if path in new else f"{host.show(path)} (was there already)")
    click.echo("Next: argogen render, and commit what it writes.", err=True)
    return 0


def _ask() -> StarterOptions:
    if not sys.stdin.isatty():
        raise click.UsageError("there is nobody to ask: say --yes to take what is proposed")
    proposed = StarterOptions()
    return StarterOptions(
        click.prompt("Folder of pipelines", proposed.pipelines, err=True).strip("/"),
        click.prompt("Folder for manifests", proposed.manifests, err=True).strip("/"),
        click.prompt("Image that steps start from", proposed.image, err=True),
        tuple(click.prompt("Environments, with blanks between them", "", show_default=False, err=True).split()),
    )
