"""`argogen templates list`: where each template file comes from."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.cli.commands.templates.shared import find_origins, templates_option
from argogen.workspace.templates.origins import find_all, list_names


@click.command("list")
@templates_option
def command(templates: tuple[Path, ...]) -> int:
    """Print the name of each template file and where it comes from, and what it replaces there.

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
