"""`argogen init`: write a new project."""

from __future__ import annotations

import os
import re
import shlex
import sys
from functools import partial
from pathlib import Path, PurePosixPath

import click

from argogen.cli.parts import DIRECTORY, Command
from argogen.cli.session import read_host
from argogen.output.files import write_files
from argogen.workspace.starter import StarterOptions, write_starter

_ENVIRONMENT = re.compile(r"[-a-zA-Z0-9_]+")


@click.command("init", cls=Command)
@click.argument("folder", default=".", type=DIRECTORY, metavar="[DIRECTORY]")
@click.option("-y", "--yes", is_flag=True, help="Accept all defaults without prompts.")
def command(folder: Path, yes: bool) -> int:
    """Create a project: a commented project file, an example pipeline with a test, and JSON Schemas for editors.

    DIRECTORY is that of the project; the default is the working directory. Existing files are not changed.

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
        click.echo(host.show(path) if path in new else f"{host.show(path)} (exists, not changed)")
    change = "" if folder == Path() else f"'cd {_quote(host.show(folder))}', "
    click.echo(f"Next: run {change}'argogen test', then 'argogen render', and commit the manifests.", err=True)
    return 0


def _quote(path: str) -> str:
    """Return a path as an argument of a shell, in a command that is itself in single quotes."""
    if shlex.quote(path) == path:
        return path
    escaped = re.sub(r'(["$`\\])', r"\\\1", path)
    return f'"{escaped}"'


def _ask() -> StarterOptions:
    if not sys.stdin.isatty():
        raise click.UsageError("standard input is not a terminal: use --yes to accept the defaults")
    proposed = StarterOptions()
    pipelines = click.prompt("Directory of pipelines", proposed.pipelines, err=True, value_proc=_read_directory)
    return StarterOptions(
        pipelines,
        click.prompt(
            "Directory of manifests", proposed.manifests, err=True, value_proc=partial(_read_directory, other=pipelines)
        ),
        click.prompt("Default container image", proposed.image, err=True, value_proc=_read_image),
        click.prompt(
            "Environments, separated by spaces", "", show_default=False, err=True, value_proc=_read_environments
        ),
    )


def _read_directory(answer: str, other: str = "") -> str:
    """Return a directory below that of the project. Raises UsageError, after which the prompt is repeated."""
    path = PurePosixPath(answer.strip())
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise click.UsageError(f"'{answer}' is not a directory below that of the project")
    if str(path) == other:
        raise click.UsageError(f"'{answer}' is the directory of the pipelines")
    return str(path)


def _read_image(answer: str) -> str:
    if not re.fullmatch(r"\S+", answer.strip()):
        raise click.UsageError(f"invalid image '{answer}': use a form such as alpine:3.23")
    return answer.strip()


def _read_environments(answer: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(re.split(r"[\s,]+", answer.strip()))) if answer.strip() else ()
    if invalid := [name for name in names if not _ENVIRONMENT.fullmatch(name)]:
        raise click.UsageError(f"invalid name '{invalid[0]}': use letters, digits, dashes and underscores")
    return names
