"""`argogen init`: write a new project."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from argogen.output.files import write_files
from argogen.paths import show_path
from argogen.project.find import PROJECT_FILE, PYPROJECT, find_project_file
from argogen.schemas import read_schema
from argogen.workspace.starter import SCHEMAS_FOLDER, StarterOptions, write_pipeline, write_project


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
    options = StarterOptions() if yes else _ask()
    texts = _write_all(folder, options)
    new = {path: text for path, text in texts.items() if not os.path.lexists(path)}
    write_files(new)
    for path in texts:
        click.echo(show_path(path) if path in new else f"{show_path(path)} (was there already)")
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


def _write_all(folder: Path, options: StarterOptions) -> Mapping[Path, str]:
    """The text of each file of a project."""
    schemas = {name: folder / SCHEMAS_FOLDER / f"{name}.schema.json" for name in ("project", "pipeline")}
    texts = {path: json.dumps(read_schema(name), ensure_ascii=False, indent=2) + "\n" for name, path in schemas.items()}
    pipeline = {folder / options.pipelines / "hello.yaml": write_pipeline(options)}
    in_pyproject = find_project_file(folder.absolute()) == folder.absolute() / PYPROJECT
    return {**({} if in_pyproject else {folder / PROJECT_FILE: write_project(options)}), **pipeline, **texts}
