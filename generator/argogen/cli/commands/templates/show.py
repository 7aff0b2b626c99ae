"""`argogen templates show`: the text of a template file."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.cli.commands.templates.origins import OWN, complete_names, find_all, list_origins, templates_option

_PREFIX = "argogen/"


@click.command("show")
@click.argument("name", shell_complete=complete_names)
@templates_option
def command(name: str, templates: tuple[Path, ...]) -> int:
    """Print the template file that is used under a NAME, or with argogen/ in front of it, argogen's own.

    \b
    argogen templates show constructs/container.yaml.j2
    argogen templates show argogen/fields/retry.yaml.j2
    """
    origins = [OWN] if name.startswith(_PREFIX) else list_origins(templates)
    name = name.removeprefix(_PREFIX)
    click.echo(find_all(name, origins)[0].read(name), nl=False)
    return 0
