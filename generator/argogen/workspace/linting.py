"""Lint the pipelines and manifests of a run: those that are named, or those of projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.engine.manifest_lint import check_manifests
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, Progress, attempt_all, show_nothing
from argogen.engine.workers.work import Work
from argogen.linter.filtering import LintedSource, filter_diagnostics
from argogen.linter.selection import RuleSelection
from argogen.project.rule_selection import resolve_rules
from argogen.workspace.fixing import fix_all
from argogen.workspace.inputs import CHECKABLE, find_inputs
from argogen.workspace.libraries import find_libraries
from argogen.workspace.planning import plan_projects
from argogen.workspace.requests import RunScope


class LintRequest(NamedTuple):
    """What to lint: `paths`, or where there is a `scope`, the pipelines of projects; `refs` hold further templates.

    `in_process` says that no other process is started, not even for templates of packs.
    """

    paths: Sequence[str]
    scope: RunScope | None
    projects: Projects
    refs: Sequence[str]
    progress: Progress = show_nothing
    in_process: bool = False


class LintResult(NamedTuple):
    """How many files were linted, what was found in them, in reading order, and how many fixes were applied."""

    files: int
    diagnostics: list[Diagnostic]
    fixes: int = 0


class _Plan(NamedTuple):
    """The sources to lint, and what was noticed while they were searched for."""

    sources: Work
    noticed: Sequence[Diagnostic]


def lint_inputs(inputs: Iterable[SourceFile], request: LintRequest) -> list[Diagnostic]:
    """Report what is wrong with sources, in reading order. Raises InvalidInputError if a project cannot be used."""
    return _lint(_Plan(list(_in_environments(inputs, request.projects)), ()), request)


def lint(request: LintRequest) -> LintResult:
    """Report what is wrong. Raises InvalidInputError if sources cannot be found or read."""
    plan = _plan(request)
    return LintResult(len(_list_files(plan)), _lint(plan, request))


def lint_and_fix(request: LintRequest) -> LintResult:
    """Apply safe fixes to the files, and report what is wrong then. Raises InvalidInputError."""
    files = _list_files(_plan(request))
    found, fixes = fix_all(
        lambda: _lint(_plan(request), request), (*files, *_list_companions(request)), request.projects.session.host
    )
    return LintResult(len(files), found, fixes)


def select_rules(source_file: SourceFile, options: CompileOptions) -> RuleSelection:
    """Return the rules for one source. Raises InvalidInputError for a selection of unknown rules."""
    path = source_file.path if options.project_environment else None
    return resolve_rules(options.project_environment, path, options.selection, with_plugins=True)


def _plan(request: LintRequest) -> _Plan:
    if request.scope is None:
        inputs = find_inputs(request.paths, request.projects.session.host, CHECKABLE)
        return _Plan(list(_in_environments(inputs, request.projects)), ())
    planned = plan_projects(request.projects, request.scope)
    return _Plan([(job.source_file, job.options) for job in planned.jobs], planned.diagnostics)


def _in_environments(inputs: Iterable[SourceFile], projects: Projects) -> Iterator[tuple[SourceFile, CompileOptions]]:
    """Yield every source in each environment of its project, or in the requested one."""
    for source_file in inputs:
        project = projects.around(source_file.folder)
        environments = projects.environments(project) if project else (projects.request.environment,)
        yield from ((source_file, projects.options(project, environment)) for environment in environments)


def _lint(plan: _Plan, request: LintRequest) -> list[Diagnostic]:
    session = request.projects.session
    selections = [select_rules(source_file, options) for source_file, options in plan.sources]
    batch = Batch(
        request.projects.request, session, progress=request.progress, mode=Mode.LINT, in_process=request.in_process
    )
    libraries = find_libraries(plan.sources, request.refs, request.projects, batch)
    sources = [(source_file, options._replace(libraries=libraries)) for source_file, options in plan.sources]
    manifests = [check_manifests(source_file, options, session) for source_file, options in sources]
    linted = [
        LintedSource(source_file.source, checked.diagnostics, selection)
        for (source_file, _), checked, selection in zip(sources, manifests, selections, strict=True)
    ]
    rest = [index for index, checked in enumerate(manifests) if not checked.is_all]
    batch = batch._replace(request=batch.request._replace(libraries=libraries))
    for index, result in zip(rest, attempt_all([sources[index] for index in rest], batch), strict=True):
        linted.append(LintedSource(sources[index][0].source, result.diagnostics, selections[index]))
    companions = map(session.host.read, _list_companions(request))
    return in_reading_order([*plan.noticed, *filter_diagnostics(linted, companions)])


def _list_files(plan: _Plan) -> list[str]:
    return list(dict.fromkeys(source_file.source.file for source_file, _ in plan.sources))


def _list_companions(request: LintRequest) -> list[str]:
    """Return the files beside the sources in which something may be found."""
    options = request.projects.request
    return [str(file) for file in (options.configuration, options.parameters) if file is not None]
