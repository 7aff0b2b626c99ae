"""`argogen schema`: the JSON Schemas, for editors and other tools."""

from __future__ import annotations

import json
from typing import Any

import click

from argogen.resources import read_schema
from argogen.structure import DEFAULT_VERSION, KINDS, VERSIONS, load_structure
from argogen.vocabulary import read_language


@click.command("schema")
@click.argument("name", type=click.Choice(["pipeline", "context", "argo"]), default="pipeline")
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
    """Print a JSON Schema: of the pipeline language, of the Context, or of Argo's own objects.

    \b
    argogen schema > .vscode/pipeline.schema.json
    argogen schema context
    argogen schema argo --kind CronWorkflow --argo-version 4.0
    """
    click.echo(json.dumps(_find_schema(name, kind, argo_version), ensure_ascii=False, indent=2))
    return 0


def _find_schema(name: str, kind: str, argo_version: str) -> dict[str, Any]:
    if name == "argo":
        return load_structure(argo_version).json_schema(kind)
    return read_language() if name == "pipeline" else read_schema(name)
