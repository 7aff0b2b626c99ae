"""`argogen import`: manifests in, pipelines out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from argogen.cli.import_documents import How
from argogen.cli.import_sources import Imported, import_source
from argogen.cli.inputs import IMPORTABLE, Input, find_inputs
from argogen.cli.options import read_options, runnable_options
from argogen.cli.report import print_diagnostics
from argogen.cli.targets import find_targets, wrong_output
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.output.files import write_files
from argogen.structure import DEFAULT_VERSION, VERSIONS


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="PATH", help="A file for one input, a folder for several; `-` prints.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--rename", is_flag=True, help="Let argogen choose the names of templates.")
@click.option("--factor", is_flag=True, help="Put what all steps have in common into defaults.")
@runnable_options
@click.option(
    "--argo-version",
    type=click.Choice(VERSIONS),
    help=f"The Argo Workflows version of the manifests.  [default: {DEFAULT_VERSION}, or one that knows what they say]",
)
def command(
    paths: tuple[str, ...],
    output: str | None,
    force: bool,
    rename: bool,
    factor: bool,
    configuration: Path | None,
    parameters: Path | None,
    argo_version: str | None,
) -> int:
    """Turn manifests of Argo's, and runnable pipelines, into pipelines.

    PATH is a file of manifests, a runnable pipeline, a folder to search for them, or - for standard input. Each
    pipeline is rendered before it is given out: it becomes the manifest that it was made from. Other objects of
    Kubernetes' stay as they are. Nothing is written when anything is wrong.

    \b
    argogen import workflow.yaml
    argogen import manifests/ -o pipelines/
    argogen import workflow.yaml --rename --factor
    argogen import flow.yaml -c config.yaml -p parameters.yaml
    kubectl get workflowtemplates -o yaml | argogen import -
    """
    inputs = find_inputs(paths, IMPORTABLE)
    targets = find_targets(inputs, paths, output)
    if targets and not force:
        _refuse_replacing(targets)
    options = read_options({}, {}, None, configuration, parameters, (), argo_version or DEFAULT_VERSION)
    made = _import_all(inputs, How(options, rename, factor), argo_version)
    print_diagnostics(diagnostic for imported in made for diagnostic in imported.diagnostics)
    if targets is None:
        click.echo("---\n".join(imported.text for imported in made), nl=False)
    else:
        write_files({target: imported.text for target, imported in zip(targets, made, strict=True)})
    return 0


def _refuse_replacing(targets: Sequence[Path]) -> None:
    faults = [
        fault
        for target in targets
        if os.path.lexists(target) and target.is_file()
        for fault in wrong_output("there is such a file already", target, "--force replaces it").diagnostics
    ]
    if faults:
        raise InvalidInputError(faults)


def _import_all(inputs: Sequence[Input], how: How, version: str | None) -> list[Imported]:
    """Every pipeline, or every fault of every file."""
    made: list[Imported] = []
    faults: list[Diagnostic] = []
    for given in inputs:
        try:
            made.append(import_source(given, how, version))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError([*faults, *(found for imported in made for found in imported.diagnostics)])
    return made
