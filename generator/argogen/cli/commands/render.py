"""`argogen render`: compile pipelines to manifests."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import click

from argogen.cli.options import format_option, generation_options
from argogen.cli.report import Report, print_diff, run_reported, show_progress
from argogen.cli.scope_options import read_scope, scope_options
from argogen.cli.session import open_projects
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, render_all
from argogen.workspace.inputs import find_inputs
from argogen.workspace.requests import UpdateOptions
from argogen.workspace.targets import find_configured_output


@click.command("render")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="PATH", help="A file for one pipeline, a folder for several; `-` prints.")
@click.option("--check", is_flag=True, help="Write nothing, and exit 1 if a manifest is not up to date.")
@click.option("--diff", is_flag=True, help="The same, and show what would change.")
@click.option("--force", is_flag=True, help="Also replace changes made by hand, and files that are not argogen's.")
@click.option("--restamp", is_flag=True, help="Also renew the stamps of manifests that stay the same.")
@click.option("--prune", is_flag=True, help="Also remove manifests whose pipeline is gone.")
@click.option("--fail-on-change", is_flag=True, help="Exit 1 if anything was written or removed, as hooks do.")
@click.option(
    "-j",
    "--jobs",
    "processes",
    type=click.IntRange(0),
    default=0,
    help="Processes to render in; 0: as many as are worth it.",
)
@scope_options
@format_option
@generation_options
def command(paths: tuple[str, ...], output: str | None, form: str, **options: Any) -> int:
    """Render pipelines into Argo Workflows manifests.

    PATH is a pipeline, a folder to search for pipelines, or - for standard input. Without PATH, all manifests of the
    project around this folder are brought up to date. Nothing is written when anything is wrong.

    \b
    argogen render pipeline.yaml
    argogen render pipeline.yaml -o manifest.yaml --set shards=8
    argogen render pipeline.yaml -p parameters.yaml -c runnable-config.yaml
    argogen render pipelines/ -o manifests/ --argo-version 3.6
    argogen render pipeline.yaml --templates our-templates/ | kubectl create -f -
    argogen render --prune
    argogen render --check --changed --since main --format github
    """
    how = UpdateOptions(*(options.pop(name) for name in UpdateOptions._fields))
    scope = read_scope(paths, options)
    processes = options.pop("processes")
    projects = open_projects(**options)
    output = find_configured_output(paths, projects) if output is None and scope is None else output
    prints = scope is None and output in (None, "-")
    _check_usage(how, form, output, prints, is_project=scope is not None)
    batch = Batch(projects.request, projects.session, processes, show_progress)
    report = Report(form, projects.session.host, is_taken=prints)

    def work() -> int:
        if prints:
            return _print(find_inputs(paths, projects.session.host), projects, batch, report)
        # Printing a manifest does not pay for importing what keeps many in sync.
        sync = importlib.import_module("argogen.workspace.sync")
        plan = sync.plan_projects(projects, scope) if scope else sync.plan_outputs(paths, output, projects)
        done = sync.sync_manifests(plan, how, batch)
        for change in done.changes:
            print_diff(change)
        report.add(done.diagnostics)
        report.summary = done.summary
        code: int = done.code
        return code

    return run_reported(report, work)


def _check_usage(how: UpdateOptions, form: str, output: str | None, prints: bool, is_project: bool) -> None:
    if is_project and output is not None:
        raise click.UsageError("--output needs a PATH; where the manifests of a project go, its `output` says")
    if prints and how.only_looks:
        raise click.UsageError("--check and --diff need manifests to look at: give --output, or no PATH")
    if how.prune and not is_project:
        raise click.UsageError("--prune is about projects, and PATH names pipelines: give one of them")
    if how.diff and form in ("json", "sarif"):
        raise click.UsageError(f"--diff prints text, and so cannot be had with --format {form}")


def _print(inputs: Sequence[SourceFile], projects: Projects, batch: Batch, report: Report) -> int:
    made = render_all([(source_file, projects.options_around(source_file.folder)) for source_file in inputs], batch)
    report.add(diagnostic for generated in made for diagnostic in generated.diagnostics)
    click.echo("---\n".join(generated.text for generated in made), nl=False)
    return 0
