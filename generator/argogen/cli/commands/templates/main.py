"""The commands of `argogen templates`."""

from __future__ import annotations

import importlib

import click

from argogen.cli.group import LazyGroup, Table

COMMANDS: Table = {
    "list": ("argogen.cli.commands.templates.list", "Say where each template file comes from."),
    "show": ("argogen.cli.commands.templates.show", "Print a template file."),
    "eject": ("argogen.cli.commands.templates.eject", "Copy template files out, to change them."),
    "diff": ("argogen.cli.commands.templates.diff", "Show how template files differ from those they replace."),
    "check": ("argogen.cli.commands.templates.check", "Try templates or a pack with examples."),
    "update": ("argogen.cli.commands.templates.update", "Take packs from git, and write argogen.lock."),
}


def load(module: str) -> click.Command:
    """Import the command of a module."""
    command: click.Command = importlib.import_module(module).command
    return command


@click.group("templates", cls=LazyGroup, table=COMMANDS, load=load)
def command() -> None:
    """Look at, replace, check and update Jinja templates and packs of them.

    argogen renders each part of a manifest with a template file of its own. The folders that a project names as its
    templates replace any of them by name, and so do packs.

    \b
    argogen templates list
    argogen templates eject constructs/container.yaml.j2
    argogen templates diff
    """
