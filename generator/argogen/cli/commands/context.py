"""`argogen context`: print the template context."""

from __future__ import annotations

import json
from typing import Any

import click

from argogen.cli.option_groups import complete_paths
from argogen.cli.options import generation_options
from argogen.cli.parts import Command
from argogen.cli.report import print_diagnostics
from argogen.cli.session import open_projects
from argogen.context import as_json
from argogen.engine.compilation import prepare_source
from argogen.workspace.inputs import find_inputs


@click.command("context", cls=Command)
@click.argument("path", metavar="PATH", shell_complete=complete_paths)
@generation_options
def command(path: str, **shared: Any) -> int:
    """Print the template context of a pipeline as JSON: one object for each document.

    The context holds the variables of the Jinja templates; `argogen schema context` prints its JSON Schema.

    \b
    argogen context pipeline.yaml | jq '.templates[].name'
    """
    projects = open_projects(**shared)
    for source_file in find_inputs([path], projects.session.host):
        for prepared in prepare_source(source_file, projects.options_around(source_file.folder), projects.session):
            print_diagnostics(prepared.diagnostics)
            if prepared.context is not None:
                click.echo(json.dumps(as_json(prepared.context), ensure_ascii=False, indent=2))
    return 0
