"""`argogen lint`: what is wrong, and nothing written."""

from __future__ import annotations

from typing import Any

import click

from argogen.cli.generation import generate
from argogen.cli.inputs import CHECKABLE, find_inputs
from argogen.cli.manifests import check_manifests
from argogen.cli.options import generation_options, read_options
from argogen.cli.report import count, print_diagnostics
from argogen.diagnostics import Diagnostic, InvalidInputError, in_reading_order


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@generation_options
def command(paths: tuple[str, ...], **shared: Any) -> int:
    """Check pipelines: their form, references, and the manifests they become; and manifests that were written by hand.

    PATH is a pipeline, a manifest of Argo's, a folder to search for them, or - for standard input. Exit 1 when anything
    is found.

    \b
    argogen lint pipeline.yaml
    argogen lint pipelines/ --argo-version 4.0
    argogen lint workflow.yaml
    """
    inputs = find_inputs(paths, CHECKABLE)
    options = read_options(**shared)
    found: list[Diagnostic] = []
    for given in inputs:
        try:
            found.extend(generate(given, options).diagnostics)
        except InvalidInputError as error:
            found.extend(error.diagnostics)
        found.extend(check_manifests(given, options))
    found = in_reading_order(dict.fromkeys(found))
    print_diagnostics(found)
    files = "1 file" if len(inputs) == 1 else f"{len(inputs)} files"
    click.echo(f"{files}: {count(found)}", err=True)
    return 1 if found else 0
