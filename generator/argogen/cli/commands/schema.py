"""`argogen schema`: print JSON Schemas."""

from __future__ import annotations

import json

import click

from argogen.argo.structure import DEFAULT_VERSION, KINDS, VERSIONS, load_structure
from argogen.schemas import read_schema

_NAMES = ("pipeline", "project", "pack", "context", "argo")


@click.command("schema")
@click.argument("name", type=click.Choice(_NAMES), default="pipeline", metavar=f"[{'|'.join(_NAMES)}]")
@click.option(
    "--kind", type=click.Choice(sorted(KINDS)), default="Workflow", show_default=True, help="Of argo: which object."
)
@click.option(
    "--argo-version",
    type=click.Choice(VERSIONS),
    default=DEFAULT_VERSION,
    show_default=True,
    help="Of argo: which version.",
)
def command(name: str, kind: str, argo_version: str) -> int:
    """Print a JSON Schema: of pipelines, project files, manifests of packs, the Context, or Argo's own objects.

    Each is whole: what it shares with another is written out in it.

    \b
    argogen schema > .vscode/pipeline.schema.json
    argogen schema context
    argogen schema argo --kind CronWorkflow --argo-version 4.0
    """
    schema = load_structure(argo_version).json_schema(kind) if name == "argo" else read_schema(name)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
