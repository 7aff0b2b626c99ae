"""`argogen import`: convert manifests to pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from argogen.argo.versions import DEFAULT_VERSION, ArgoVersion
from argogen.cli.argo_version import version_option
from argogen.cli.option_groups import complete_paths
from argogen.cli.options import allow_outside_option, format_option, runnable_options
from argogen.cli.parts import Command
from argogen.cli.report import Report, run_reported
from argogen.cli.session import open_projects
from argogen.diagnostics import has_errors
from argogen.workspace.importing import ImportRequest, import_files


@click.command("import", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=complete_paths)
@click.option(
    "-o", "--output", metavar="PATH", help="Output file, or directory for several inputs; `-`: standard output."
)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@click.option("--rename", is_flag=True, help="Derive template names from step names.")
@click.option("--factor", is_flag=True, help="Move settings that all steps share to defaults.")
@click.option("--keep-going", is_flag=True, help="Skip paths that cannot be read or imported, and import all others.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Skip matching files in directories.")
@allow_outside_option
@format_option
@runnable_options
@version_option(
    "Argo Workflows version of the manifests."
    f"  [default: that of the project, else {DEFAULT_VERSION} or the first version with all fields that are used]",
)
def command(
    paths: tuple[str, ...],
    output: str | None,
    force: bool,
    rename: bool,
    factor: bool,
    keep_going: bool,
    exclude: tuple[str, ...],
    allow_outside: bool,
    form: str,
    configuration: Path | None,
    parameters: Path | None,
    argo_version: ArgoVersion | None,
) -> int:
    """Convert Argo manifests and runnable pipelines to argogen pipelines.

    PATH is a file of manifests, a runnable pipeline, a directory that is searched for both, or - for standard input.
    Every resulting pipeline is rendered and compared: it renders to an equivalent manifest. Other Kubernetes objects
    are copied unchanged. Semantic errors of a manifest, such as an unknown template, are reported and kept, and the
    exit code is 1. If a file cannot be imported, the exit code is 2, and no file is written without --keep-going.

    \b
    argogen import workflow.yaml
    argogen import manifests/ -o pipelines/
    argogen import workflow.yaml --rename --factor
    argogen import flow.yaml -c config.yaml -p parameters.yaml
    kubectl get workflowtemplates -o yaml | argogen import -
    """
    files = {"configuration": configuration, "parameters": parameters}
    projects = open_projects(allow_outside=allow_outside, argo_version=argo_version, **files)
    target = None if output == "-" else output
    report = Report(form, projects.session.host, is_taken=target is None)
    request = ImportRequest(paths, target, projects, force, rename, factor, keep_going, exclude)
    return run_reported(report, lambda: _import(request, report))


def _import(request: ImportRequest, report: Report) -> int:
    imported = import_files(request)
    report.add(imported.diagnostics)
    if request.output is None:
        click.echo("---\n".join(result.text for result in imported.results), nl=False)
    else:
        imported.write()
        report.summary = f"{_count(len(imported.results))} written"
    if imported.failed:
        report.summary = f"{_count(len(imported.results))} imported, {_list(imported.failed)}"
        return 2
    return 1 if has_errors(imported.diagnostics) else 0


def _list(failed: Sequence[str]) -> str:
    return f"{len(failed)} failed: {', '.join(failed)}"


def _count(files: int) -> str:
    return f"{files} file{'s' * (files != 1)}"
