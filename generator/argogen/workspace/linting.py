"""Lint pipelines and manifests: given files and directories, or those of projects."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.dialects.recognition import find_manifests, is_pipeline
from argogen.engine.manifest_lint import ManifestCheck, ManifestSource, check_manifests_of, read_objects
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, Progress, attempt_all, show_nothing
from argogen.engine.workers.work import Work
from argogen.linter.filtering import LintedSource, filter_diagnostics
from argogen.linter.selection import RuleSelection
from argogen.project.rule_selection import read_script_mode, resolve_rules
from argogen.scripts.sources import SourceScripts, check_sources, list_source_scripts
from argogen.workspace.duplicates import find_duplicates
from argogen.workspace.fixing import FileOverlay, find_changed_manifests, fix_all
from argogen.workspace.inputs import PIPELINES, find_inputs
from argogen.workspace.libraries import find_libraries
from argogen.workspace.planning import plan_projects
from argogen.workspace.requests import RunScope


def _is_checkable(data: object) -> bool:
    return bool(find_manifests(data)) or is_pipeline(data)


_CHECKABLE = PIPELINES._replace(
    accepts=_is_checkable, mark=re.compile(r"""^apiVersion: *["']?argoproj\.io/""", re.MULTILINE)
)

# The number of characters of the sources that are checked together.
TOGETHER = 100_000


class LintRequest(NamedTuple):
    """The sources to lint: `paths`, or with a `scope`, pipelines of projects; `refs` are files with further templates.

    With `in_process`, no other process is started, not even for templates of packs. `scripts` is "off", "on" or
    "required", and takes precedence over the projects.
    """

    paths: Sequence[str]
    scope: RunScope | None
    projects: Projects
    refs: Sequence[str]
    progress: Progress = show_nothing
    in_process: bool = False
    scripts: str | None = None


class LintResult(NamedTuple):
    """The number of linted files, their diagnostics in reading order, and the number of fixes in each changed file."""

    files: int
    diagnostics: list[Diagnostic]
    fixes: Mapping[str, int] = {}


class _Plan(NamedTuple):
    """The sources to lint, and the diagnostics of their discovery."""

    sources: Work
    noticed: Sequence[Diagnostic]


def lint_inputs(inputs: Iterable[SourceFile], request: LintRequest) -> list[Diagnostic]:
    """Return the diagnostics of sources, in reading order. Raises InvalidInputError if a project is invalid."""
    return _lint(_Plan(list(_in_environments(inputs, request.projects)), ()), request)


def lint(request: LintRequest) -> LintResult:
    """Lint sources. Raises InvalidInputError if they cannot be found or read."""
    plan = _plan(request)
    return LintResult(len(_list_files(plan)), _lint(plan, request))


def lint_and_fix(request: LintRequest) -> LintResult:
    """Apply safe fixes to the files, and return the remaining diagnostics. Raises InvalidInputError."""
    host = request.projects.session.host
    original, overlay = _plan(request).sources, FileOverlay(host.read_file)
    session = EngineSession(host._replace(read_file=overlay))
    request = request._replace(projects=Projects(request.projects.request, session))

    def lint_files(files: Collection[str] | None) -> list[Diagnostic]:
        return _lint(_plan(request), request, files, with_scripts=False)

    def compare(files: Collection[str], may_change: Collection[str]) -> Collection[str]:
        before = [source for source in original if source[0].source.file in files]
        after = [source for source in _plan(request).sources if source[0].source.file in files]
        return find_changed_manifests(before, after, _make_batch(request, Mode.CONVERT), may_change)

    files = [source_file.source.file for source_file, _ in original]
    fixes = fix_all(lint_files, compare, (*files, *_list_companions(request)), session.host, overlay)
    return LintResult(len(set(files)), _lint(_plan(request), request), fixes)


def select_rules(source_file: SourceFile, options: CompileOptions) -> RuleSelection:
    """Return the rules for one source. Raises InvalidInputError for unknown rules."""
    path = source_file.path if options.project_environment else None
    return resolve_rules(options.project_environment, path, options.selection, with_plugins=True)


def _plan(request: LintRequest) -> _Plan:
    if request.scope is None:
        inputs = find_inputs(request.paths, request.projects.session.host, _CHECKABLE)
        return _Plan(list(_in_environments(inputs, request.projects)), ())
    planned = plan_projects(request.projects, request.scope)
    return _Plan([(job.source_file, job.options) for job in planned.jobs], planned.diagnostics)


def _in_environments(inputs: Iterable[SourceFile], projects: Projects) -> Iterator[tuple[SourceFile, CompileOptions]]:
    """Yield every source in each environment of its project, or in the requested one."""
    for source_file in inputs:
        project = projects.around(source_file.folder)
        environments = projects.environments(project) if project else (projects.request.environment,)
        yield from ((source_file, projects.options(project, environment)) for environment in environments)


def _make_batch(request: LintRequest, mode: Mode = Mode.LINT) -> Batch:
    projects = request.projects
    return Batch(
        projects.request, projects.session, progress=request.progress, mode=mode, in_process=request.in_process
    )


def _lint(
    plan: _Plan, request: LintRequest, files: Collection[str] | None = None, *, with_scripts: bool = True
) -> list[Diagnostic]:
    """Return the diagnostics of the given files of a plan, or of all, in reading order."""
    session, batch = request.projects.session, _make_batch(request)
    libraries = find_libraries(plan.sources, request.refs, request.projects, batch)
    chosen = [source for source in plan.sources if files is None or source[0].source.file in files]
    selections = [select_rules(source_file, options) for source_file, options in chosen]
    with_libraries = {id(options): options._replace(libraries=libraries) for _, options in chosen}
    sources = [(source_file, with_libraries[id(options)]) for source_file, options in chosen]
    manifests, scripts = _check_each(sources, request, with_scripts=with_scripts)
    duplicates = find_duplicates(libraries, plan.sources) if files is None else {}
    linted = [
        LintedSource(
            source_file.source, (*checked.diagnostics, *duplicates.get(source_file.source.file, ())), selection
        )
        for (source_file, _), checked, selection in zip(sources, manifests, selections, strict=True)
    ]
    rest = [index for index, checked in enumerate(manifests) if not checked.is_all]
    batch = batch._replace(request=batch.request._replace(libraries=libraries))
    for index, result in zip(rest, attempt_all([sources[index] for index in rest], batch), strict=True):
        linted.append(LintedSource(sources[index][0].source, result.diagnostics, selections[index]))
    found = check_sources(scripts, session.host, with_tools=not request.in_process)
    linted += (
        LintedSource(source_file.source, found.pop(source_file.source.file, ()), selection)
        for (source_file, _), selection in zip(chosen, selections, strict=True)
    )
    companions = map(session.host.read, _list_companions(request))
    return in_reading_order([*plan.noticed, *filter_diagnostics(linted, companions)])


def _check_each(
    sources: Work, request: LintRequest, *, with_scripts: bool
) -> tuple[list[ManifestCheck], list[SourceScripts]]:
    """Check the manifests in sources, and find their scripts in the documents that are read for it."""
    session = request.projects.session
    checks: list[ManifestCheck] = []
    scripts: dict[tuple[str, str | None], SourceScripts] = {}
    for some in split(sources):
        read = [ManifestSource(read_objects(source_file), source_file, options) for source_file, options in some]
        checked = check_manifests_of(read, session)
        checks += checked
        for source, check in zip(read, checked, strict=True) if with_scripts else ():
            _add_scripts(source, check, request, scripts)
    return checks, list(scripts.values())


def split(sources: Work) -> Iterator[Work]:
    """Yield sources that are checked together, which are small."""
    some: list[tuple[SourceFile, CompileOptions]] = []
    length = 0
    for source_file, options in sources:
        if some and length + len(source_file.source.text) > TOGETHER:
            yield some
            some, length = [], 0
        some.append((source_file, options))
        length += len(source_file.source.text)
    if some:
        yield some


def _add_scripts(
    source: ManifestSource,
    check: ManifestCheck,
    request: LintRequest,
    scripts: dict[tuple[str, str | None], SourceScripts],
) -> None:
    """Add the scripts of a source, unless they are known.

    A project may have several environments, in which its sources have the same scripts.
    """
    environment = source.options.project_environment
    key = (source.source_file.source.file, request.scripts or read_script_mode(environment))
    if key[1] != "off" and key not in scripts:
        objects, host = source.documents if check.is_all else (), request.projects.session.host
        scripts[key] = SourceScripts(*key, list(list_source_scripts(source.source_file, environment, host, objects)))


def _list_files(plan: _Plan) -> list[str]:
    return list(dict.fromkeys(source_file.source.file for source_file, _ in plan.sources))


def _list_companions(request: LintRequest) -> list[str]:
    """Return the files other than sources in which diagnostics may occur."""
    options = request.projects.request
    return [str(file) for file in (options.configuration, options.parameters) if file is not None]
