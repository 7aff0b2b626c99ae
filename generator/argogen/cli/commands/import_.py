"""`argogen import`: convert manifests to pipelines."""

from __future__ import annotations

from pathlib import Path

import click

from argogen.argo.versions import DEFAULT_VERSION, VERSIONS
from argogen.cli.options import format_option, runnable_options
from argogen.cli.report import Report, run_reported
from argogen.cli.session import open_projects
from argogen.workspace.importing import ImportRequest, import_files


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
    projects = open_projects(configuration=configuration, parameters=parameters, argo_version=argo_version)
    target = None if output == "-" else output
    report = Report(form, projects.session.host, is_taken=target is None)
    request = ImportRequest(paths, target, projects, force, rename, factor)
    return run_reported(report, lambda: _import(request, report))


def _import(request: ImportRequest, report: Report) -> int:
    imported = import_files(request)
    report.add(imported.diagnostics)
    if request.output is None:
        click.echo("---\n".join(result.text for result in imported.results), nl=False)
    else:
        imported.write()
        report.summary = f"{len(imported.results)} file{'s' * (len(imported.results) != 1)} written"
    return 0
