"""`argogen templates show`: print a template file."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.cli.commands.templates.shared import complete_names, find_origins, templates_option
from argogen.cli.parts import Command
from argogen.workspace.templates.origins import BUILTIN, find_all

_PREFIX = "argogen/"


@click.command("show", cls=Command)
@click.argument("name", shell_complete=complete_names)
@templates_option
def command(name: str, templates: tuple[Path, ...]) -> int:
    """Print the template file that NAME resolves to; with the prefix argogen/, the built-in one.

    \b
    argogen templates show constructs/container.yaml.j2
    argogen templates show argogen/fields/retry.yaml.j2
    """
    origins = [BUILTIN] if name.startswith(_PREFIX) else find_origins(templates)
    name = name.removeprefix(_PREFIX)
    click.echo(find_all(name, origins)[0].read(name), nl=False)
    return 0
