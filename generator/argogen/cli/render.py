"""`argogen render`: pipelines in, manifests out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from argogen.cli.generation import Generated, Options, generate
from argogen.cli.inputs import Input, find_inputs
from argogen.cli.options import generation_options, read_options
from argogen.cli.report import print_diagnostics
from argogen.cli.targets import find_targets
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.output.files import write_files


@click.command("render")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="PATH", help="A file for one pipeline, a folder for several; `-` prints.")
@generation_options
def command(paths: tuple[str, ...], output: str | None, **shared: Any) -> int:
    """Render pipelines into Argo Workflows manifests.

    PATH is a pipeline, a folder to search for pipelines, or - for standard input.
    Nothing is written when anything is wrong.

    \b
    argogen render pipeline.yaml
    argogen render pipeline.yaml -o manifest.yaml --set shards=8
    argogen render pipelines/ -o manifests/ --argo-version 3.6
    argogen render pipeline.yaml --templates our-templates/ | kubectl create -f -
    """
    inputs = find_inputs(paths)
    targets = find_targets(inputs, paths, output)
    made = _generate_all(inputs, read_options(**shared))
    print_diagnostics(d for generated in made for d in generated.diagnostics)
    if targets is None:
        click.echo("---\n".join(generated.text for generated in made), nl=False)
    else:
        write_files({target: generated.text for target, generated in zip(targets, made, strict=True)})
    return 0


def _generate_all(inputs: Sequence[Input], options: Options) -> list[Generated]:
    """Every manifest, or every fault of every pipeline."""
    made: list[Generated] = []
    faults: list[Diagnostic] = []
    for given in inputs:
        try:
            made.append(generate(given, options))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError([*faults, *(d for generated in made for d in generated.diagnostics)])
    return made
