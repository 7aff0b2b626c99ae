"""`argogen lint`: what is wrong, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from argogen.cli.lint_options import Look, lint_options, settle
from argogen.cli.options import format_option, generation_options, read_request
from argogen.cli.reach_options import reach_options, read_reach
from argogen.cli.report import Report, count, run_reported, show_progress
from argogen.diagnostics import Diagnostic, Severity, in_reading_order
from argogen.engine.manifest_lint import check_manifests
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, attempt_all
from argogen.lint.selection import Choice, Selection
from argogen.project.choices import choose_rules
from argogen.workspace.fixing import fix_all
from argogen.workspace.inputs import CHECKABLE, find_inputs
from argogen.workspace.libraries import find_libraries
from argogen.workspace.requests import RunScope
from argogen.workspace.scope import plan_projects
from argogen.yaml.text import read_source


@click.command("lint")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@lint_options
@reach_options
@format_option
@generation_options
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severities: Mapping[str, Severity],
    fix: bool,
    refs: tuple[str, ...],
    ignore_missing_refs: bool,
    form: str,
    **options: Any,
) -> int:
    """Check pipelines and manifests: their form, references and expressions, and what Argo would make of them.

    PATH is a pipeline, a manifest of Argo's, a folder to search for them, or - for standard input. Without PATH, all
    pipelines of the project around this folder are checked. Exit 1 when anything is found that is more than a note.
    What is told has the name of a rule, which `argogen explain` explains; a comment `# argogen: ignore[RULE]` takes it
    away on its line, and the key `lint` of the project file says which rules are asked.

    \b
    argogen lint pipeline.yaml
    argogen lint manifests/ --argo-version 4.0
    argogen lint pipelines/ --select AG7 --ignore floating-image --severity AG5=error
    argogen lint workflows/ --ref shared/templates/
    argogen lint pipelines/ --fix
    argogen lint --env production --format github
    """
    if fix and "-" in paths:
        raise click.UsageError("--fix writes into files, and standard input is none")
    report = Report(form)
    reach = read_reach(paths, options)
    unasked = (*ignore, "unknown-template-ref") if ignore_missing_refs else ignore
    projects = Projects(read_request(**options, selection=Selection(select, unasked, severities)))
    return run_reported(report, lambda: _lint(_Run(paths, reach, projects, refs), report, fix=fix))


class _Run(NamedTuple):
    """What to look at."""

    paths: Sequence[str]
    reach: RunScope | None
    projects: Projects
    refs: Sequence[str]


class _Work(NamedTuple):
    """The pipelines to look at, and what was noticed while looking for them."""

    sources: Sequence[tuple[SourceFile, CompileOptions]]
    noticed: Sequence[Diagnostic]


def _lint(run: _Run, report: Report, *, fix: bool) -> int:
    work = _plan(run)
    names = dict.fromkeys(given.source.file for given, _ in work.sources)
    mended = 0
    if fix:
        found, mended = fix_all(lambda: _look(_plan(run), run), (*names, *_list_files(run)))
    else:
        found = _look(work, run)
    report.add(found)
    told = f"; mended {mended}" if mended else ""
    report.summary = f"{len(names)} file{'s' * (len(names) != 1)}: {count(found)}{told}"
    return 1 if any(diagnostic.severity is not Severity.NOTE for diagnostic in found) else 0


def _plan(run: _Run) -> _Work:
    if run.reach is None:
        return _Work(list(_in_environments(find_inputs(run.paths, CHECKABLE), run.projects)), ())
    planned = plan_projects(run.projects, run.reach)
    return _Work([(job.given, job.options) for job in planned.jobs], planned.noticed)


def _in_environments(inputs: Iterable[SourceFile], projects: Projects) -> Iterator[tuple[SourceFile, CompileOptions]]:
    """Every pipeline in every environment that its project has, or in the one that was given."""
    for given in inputs:
        project = projects.around(given.folder)
        environments = projects.environments(project) if project else (projects.request.environment,)
        yield from ((given, projects.options(project, environment)) for environment in environments)


def _look(work: _Work, run: _Run) -> list[Diagnostic]:
    """What is found in pipelines and manifests, each diagnostic once, in reading order."""
    choices = [_choose(given, options) for given, options in work.sources]
    libraries = find_libraries(work.sources, run.refs, run.projects, show_progress)
    sources = [(given, options._replace(libraries=libraries)) for given, options in work.sources]
    manifests = [check_manifests(given, options) for given, options in sources]
    looks = [
        Look(given.source, checked.diagnostics, choice)
        for (given, _), checked, choice in zip(sources, manifests, choices, strict=True)
    ]
    rest = [index for index, checked in enumerate(manifests) if not checked.is_all]
    batch = Batch(run.projects.request._replace(libraries=libraries), progress=show_progress)
    for index, result in zip(rest, attempt_all([sources[index] for index in rest], batch), strict=True):
        looks.append(Look(sources[index][0].source, result.diagnostics, choices[index]))
    return in_reading_order([*work.noticed, *settle(looks, map(read_source, _list_files(run)))])


def _choose(given: SourceFile, options: CompileOptions) -> Choice:
    return choose_rules(options.setup, given.path if options.setup else None, options.selection)


def _list_files(run: _Run) -> list[str]:
    """The files beside the pipelines in which something may be found."""
    given = run.projects.request
    return [str(file) for file in (given.configuration, given.parameters) if file is not None]
