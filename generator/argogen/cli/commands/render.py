"""`argogen render`: compile pipelines to manifests."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from argogen.cli.option_groups import complete_paths
from argogen.cli.options import format_option, generation_options
from argogen.cli.parts import Command
from argogen.cli.report import Report, print_diff, run_reported, show_progress
from argogen.cli.scope_options import read_scope, scope_options
from argogen.cli.session import open_projects
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, render_all
from argogen.workspace.inputs import find_inputs
from argogen.workspace.requests import UpdateOptions
from argogen.workspace.targets import find_configured_output

if TYPE_CHECKING:
    from argogen.workspace.planning import Plan
    from argogen.workspace.sync import SyncResult


@click.command("render", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help="Output file, or directory for several pipelines; `-`: standard output.",
)
@click.option("--stdout", "output", flag_value="-", help="Print the manifests, those of a project too; same as `-o -`.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a manifest is not up to date.")
@click.option("--diff", is_flag=True, help="Like --check, and print the changes as a unified diff.")
@click.option("--force", is_flag=True, help="Overwrite manually edited manifests and unmanaged files.")
@click.option("--restamp", is_flag=True, help="Rewrite outdated stamps of manifests that are otherwise unchanged.")
@click.option("--prune", is_flag=True, help="Delete orphaned manifests, whose pipeline no longer exists.")
@click.option("--fail-on-change", is_flag=True, help="List written and deleted files, and exit with 1, for pre-commit.")
@click.option(
    "-j",
    "--jobs",
    "processes",
    type=click.IntRange(0),
    default=0,
    help="Number of worker processes; 0 selects it by the amount of work.",
)
@scope_options
@format_option
@generation_options
def command(paths: tuple[str, ...], output: str | None, form: str, **options: Any) -> int:
    """Render pipelines to Argo Workflows manifests.

    PATH is a pipeline file, a directory that is searched for pipelines, or - for standard input. Without PATH, all
    manifests of the enclosing project are regenerated, or printed with --stdout. If there is an error, no file is
    written.

    \b
    argogen render pipeline.yaml
    argogen render pipeline.yaml -o manifest.yaml --set shards=8
    argogen render pipeline.yaml -p parameters.yaml -c runnable-config.yaml
    argogen render pipelines/ -o manifests/ --argo-version 3.6
    argogen render pipeline.yaml --templates team-templates/ | kubectl create -f -
    argogen render --prune
    argogen render --stdout --env production
    argogen render --check --changed --since main --format github
    """
    how = UpdateOptions(*(options.pop(name) for name in UpdateOptions._fields))
    scope = read_scope(paths, options)
    processes = options.pop("processes")
    projects = open_projects(**options)
    output = find_configured_output(paths, projects) if output is None and scope is None else output
    prints = output == "-" or (scope is None and output is None)
    _check_usage(how, form, output, prints, is_project=scope is not None)
    batch = Batch(projects.request, projects.session, processes, show_progress)
    report = Report(form, projects.session.host, is_taken=prints)

    def work() -> int:
        if prints and scope is None:
            return _print(_find_named(paths, projects), batch, report)
        # Only runs on projects and manifest files import the module for them.
        sync = importlib.import_module("argogen.workspace.sync")
        plan = sync.plan_projects(projects, scope) if scope else sync.plan_outputs(paths, output, projects)
        if prints:
            report.add(plan.diagnostics)
            return _print(_list_work(plan), batch, report)
        return _report_sync(sync.sync_manifests(plan, how, batch), report)

    return run_reported(report, work)


def _check_usage(how: UpdateOptions, form: str, output: str | None, prints: bool, is_project: bool) -> None:
    if is_project and output not in (None, "-"):
        raise click.UsageError("--output requires PATH; the project file sets the `output` of a project")
    if prints and (how.prune or how.force or how.restamp or how.fail_on_change) and is_project:
        raise click.UsageError("--stdout writes nothing: omit --prune, --force, --restamp and --fail-on-change")
    if prints and how.only_looks:
        way_out = "omit --stdout" if is_project else "add --output, or omit PATH"
        raise click.UsageError(f"--check and --diff compare with existing manifests: {way_out}")
    if how.prune and not is_project:
        raise click.UsageError("--prune applies to projects: omit PATH")
    if how.diff and form in ("json", "sarif"):
        raise click.UsageError(f"--diff cannot be combined with --format {form}")


def _report_sync(done: SyncResult, report: Report) -> int:
    for change in done.changes:
        print_diff(change)
    report.add(done.diagnostics)
    report.summary = done.summary
    return done.code


def _find_named(paths: Sequence[str], projects: Projects) -> list[tuple[SourceFile, CompileOptions]]:
    found = find_inputs(paths, projects.session.host)
    return [(source_file, projects.options_around(source_file.folder)) for source_file in found]


def _list_work(plan: Plan) -> list[tuple[SourceFile, CompileOptions]]:
    """Return the pipelines of a project, each with its options. Manifests of several environments would clash."""
    found = {job.options.project_environment for job in plan.jobs}
    if len({each.environment for each in found if each}) > 1:
        raise click.UsageError("--stdout prints the manifests of one environment: add --env NAME")
    return [(job.source_file, job.options) for job in plan.jobs]


def _print(inputs: Sequence[tuple[SourceFile, CompileOptions]], batch: Batch, report: Report) -> int:
    made = render_all(inputs, batch)
    report.add(diagnostic for generated in made for diagnostic in generated.diagnostics)
    click.echo("---\n".join(generated.text for generated in made), nl=False)
    return 0
