"""The commands of `argogen templates`."""

from __future__ import annotations

import importlib

import click

from argogen.cli.group import LazyGroup, Table

COMMANDS: Table = {
    "list": ("argogen.cli.commands.templates.list", "List template files and their origins."),
    "show": ("argogen.cli.commands.templates.show", "Print a template file."),
    "eject": ("argogen.cli.commands.templates.eject", "Copy template files to override them."),
    "diff": ("argogen.cli.commands.templates.diff", "Compare overrides with the templates that they replace."),
    "check": ("argogen.cli.commands.templates.check", "Test templates or a pack with example pipelines."),
    "update": ("argogen.cli.commands.templates.update", "Update packs from git and write argogen.lock."),
}


def load(module: str) -> click.Command:
    """Import the command of a module."""
    command: click.Command = importlib.import_module(module).command
    return command


@click.group("templates", cls=LazyGroup, table=COMMANDS, load=load)
def command() -> None:
    """List, override, check and update Jinja templates and packs.

    argogen renders each Argo construct with a separate template file. A file of the same name in a templates directory
    of the project, or in a pack, overrides the built-in one.

    \b
    argogen templates list
    argogen templates eject constructs/container.yaml.j2
    argogen templates diff
    """
