"""`argogen templates list`: list template files and their origins."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.cli.commands.templates.shared import find_origins, templates_option
from argogen.cli.parts import Command
from argogen.workspace.templates.origins import find_all, list_names


@click.command("list", cls=Command)
@templates_option
def command(templates: tuple[Path, ...]) -> int:
    """List all template files, the origin of each, and the origins that it overrides.

    \b
    argogen templates list
    argogen templates list | grep -v ' argogen$'
    """
    origins = find_origins(templates)
    rows = [(name, find_all(name, origins)) for name in list_names(origins)]
    width = max(len(name) for name, _ in rows)
    for name, found in rows:
        first, *others = (origin.label for origin in found)
        over = f" (over {', '.join(others)})" if others else ""
        click.echo(f"{name:{width}}  {first}{over}")
    return 0
