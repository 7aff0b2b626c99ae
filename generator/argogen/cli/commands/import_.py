"""`argogen import`: manifests in, pipelines out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from argogen.argo.versions import DEFAULT_VERSION, VERSIONS
from argogen.cli.options import format_option, read_request, runnable_options
from argogen.cli.report import Report, run_reported
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.conversion.documents import How
from argogen.engine.conversion.sources import Imported, import_source
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.output.files import write_files
from argogen.paths import RealPaths
from argogen.workspace.inputs import IMPORTABLE, find_inputs
from argogen.workspace.targets import find_targets, wrong_output


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="PATH", help="A file for one input, a folder for several; `-` prints.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--rename", is_flag=True, help="Let argogen choose the names of templates.")
@click.option("--factor", is_flag=True, help="Put what all steps have in common into defaults.")
@format_option
@runnable_options
@click.option(
    "--argo-version",
    type=click.Choice(VERSIONS),
    help="The Argo Workflows version of the manifests."
    f"  [default: {DEFAULT_VERSION}, or the project's, or one that knows what they say]",
)
def command(
    paths: tuple[str, ...],
    output: str | None,
    force: bool,
    rename: bool,
    factor: bool,
    form: str,
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
    projects = Projects(read_request(configuration=configuration, parameters=parameters, argo_version=argo_version))
    prints = output in (None, "-")
    report = Report(form, is_taken=prints)

    def work() -> int:
        inputs = find_inputs(paths, IMPORTABLE)
        targets = [] if prints else find_targets(inputs, paths, output or "")
        _refuse_loss(inputs, targets, force)
        work = [(given, How(projects.options_around(given.folder), rename, factor)) for given in inputs]
        made = _import_all(work, argo_version)
        report.add(diagnostic for imported in made for diagnostic in imported.diagnostics)
        if prints:
            click.echo("---\n".join(imported.text for imported in made), nl=False)
        else:
            write_files({target: imported.text for target, imported in zip(targets, made, strict=True)})
            report.summary = f"{len(made)} file{'s' * (len(made) != 1)} written"
        return 0

    return run_reported(report, work)


def _refuse_loss(inputs: Sequence[SourceFile], targets: Sequence[Path], force: bool) -> None:
    """Raise InvalidInputError with every place to which a pipeline cannot go without loss."""
    faults = [fault for error in _find_losses(inputs, targets, force) for fault in error.diagnostics]
    if faults:
        raise InvalidInputError(faults)


def _find_losses(inputs: Sequence[SourceFile], targets: Sequence[Path], force: bool) -> Iterator[InvalidInputError]:
    real = RealPaths()
    taken = {real.find(Path(given.source.file).absolute()) for given in inputs if not given.is_stdin}
    seen: dict[str, SourceFile] = {}
    for target, given in zip(targets, inputs, strict=False):
        path = real.find(target.absolute())
        if path in taken:
            yield wrong_output("the output would replace an input", target, "choose another file or folder")
        elif path in seen:
            message = f"{seen[path].source.file} and {given.source.file} would both be written there"
            yield wrong_output(message, target, "import them into different folders")
        elif os.path.isfile(target) and not force:  # noqa: PTH113 - a Path would raise for a name that is too long
            yield wrong_output("there is such a file already", target, "--force replaces it")
        seen[path] = given


def _import_all(work: Sequence[tuple[SourceFile, How]], version: str | None) -> list[Imported]:
    """Every pipeline, or every fault of every file."""
    made: list[Imported] = []
    faults: list[Diagnostic] = []
    for given, how in work:
        try:
            made.append(import_source(given, how, version))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError([*faults, *(found for imported in made for found in imported.diagnostics)])
    return made
