"""`argogen lint`: what is wrong, and nothing written."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from argogen.cli.batch import Batch, attempt_all
from argogen.cli.inputs import CHECKABLE, Input, find_inputs
from argogen.cli.options import Given, Options, format_option, generation_options
from argogen.cli.projects import Projects
from argogen.cli.reach import Reach, reach_options, read_reach
from argogen.cli.report import Report, count, run_reported
from argogen.cli.scope import plan_projects
from argogen.diagnostics import Diagnostic, in_reading_order


@click.command("lint")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@reach_options
@format_option
@generation_options
def command(paths: tuple[str, ...], form: str, **options: Any) -> int:
    """Check pipelines: their form, references, and the manifests they become; and manifests that were written by hand.

    PATH is a pipeline, a manifest of Argo's, a folder to search for them, or - for standard input. Without PATH, all
    pipelines of the project around this folder are checked. Exit 1 when anything is found.

    \b
    argogen lint pipeline.yaml
    argogen lint pipelines/ --argo-version 4.0
    argogen lint workflow.yaml
    argogen lint --env production --format github
    """
    report = Report(form)
    reach = read_reach(paths, options)
    projects = Projects(Given(**options))
    return run_reported(report, lambda: _lint(paths, reach, projects, report))


def _lint(paths: Sequence[str], reach: Reach | None, projects: Projects, report: Report) -> int:
    noticed: list[Diagnostic] = []
    if reach is None:
        work = list(_plan(find_inputs(paths, CHECKABLE), projects))
    else:
        planned = plan_projects(projects, reach)
        work = [(job.given, job.options) for job in planned.jobs]
        noticed = planned.noticed
    results = attempt_all(work, Batch(projects.given))
    noticed += (diagnostic for result in results for diagnostic in result.diagnostics)
    noticed += _check_manifests(work)
    found = in_reading_order(dict.fromkeys(noticed))
    report.add(found)
    files = len({given.source.file for given, _ in work})
    report.summary = f"{files} file{'s' * (files != 1)}: {count(found)}"
    return 1 if found else 0


def _check_manifests(work: Iterable[tuple[Input, Options]]) -> Iterator[Diagnostic]:
    for given, options in work:
        if "argoproj.io" in given.source.text:
            # Who lints pipelines alone does not wait for what reads manifests.
            yield from importlib.import_module("argogen.cli.manifests").check_manifests(given, options)


def _plan(inputs: Iterable[Input], projects: Projects) -> Iterator[tuple[Input, Options]]:
    """Every pipeline in every environment that its project has, or in the one that was given."""
    for given in inputs:
        project = projects.around(given.folder)
        environments = projects.environments(project) if project else (projects.given.environment,)
        yield from ((given, projects.options(project, environment)) for environment in environments)
