"""`argogen context`: print the context of templates."""

from __future__ import annotations

import json
from typing import Any

import click

from argogen.cli.options import generation_options
from argogen.cli.report import print_diagnostics
from argogen.cli.session import open_projects
from argogen.context import as_json
from argogen.engine.compilation import prepare_source
from argogen.workspace.inputs import find_inputs


@click.command("context")
@click.argument("path", metavar="PATH")
@generation_options
def command(path: str, **shared: Any) -> int:
    """Print the flat Context of a pipeline as JSON, one after another for several documents.

    This is what the Jinja templates see; `argogen schema context` describes it.

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
