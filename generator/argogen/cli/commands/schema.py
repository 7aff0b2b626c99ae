"""`argogen schema`: print JSON Schemas."""

from __future__ import annotations

import json

import click

from argogen.argo.structure import DEFAULT_VERSION, KINDS, load_structure
from argogen.argo.versions import ArgoVersion
from argogen.cli.argo_version import version_option
from argogen.cli.parts import Command
from argogen.schemas.publication import publish

_RUN = ("run", "run-workflow", "run-journal", "run-outcomes", "run-events")
_NAMES = ("pipeline", "project", "pack", "test", "context", "graph", "doctor", *_RUN, "argo")


@click.command("schema", cls=Command)
@click.argument("name", type=click.Choice(_NAMES), default="pipeline", metavar="[NAME]")
@click.option(
    "--kind",
    type=click.Choice(sorted(KINDS)),
    default="Workflow",
    show_default=True,
    help="Kind of Argo object.",
)
@version_option("Argo Workflows version of `argo`.", default=DEFAULT_VERSION, show_default=True)
def command(name: str, kind: str, argo_version: ArgoVersion) -> int:
    """Print the JSON Schema of pipelines, project files, packs, test files, or Argo objects.

    NAME is `pipeline` (the default), `project`, `pack`, `test`, or `argo`. `context` is that of the template context,
    `graph` and `doctor` are those of the JSON of these commands, `run-events` is that of the lines of
    `argogen run --format json`, and `run`, `run-workflow`, `run-journal` and `run-outcomes` are those of the files of a
    run. Each schema is self-contained.

    \b
    argogen schema > .vscode/pipeline.schema.json
    argogen schema test > .vscode/test.schema.json
    argogen schema context
    argogen schema argo --kind CronWorkflow --argo-version 4.0
    """
    schema = load_structure(argo_version.minor).json_schema(kind) if name == "argo" else publish(name)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
