"""Plan a run: its projects, pipelines and manifests."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.projects import Projects
from argogen.host import Host
from argogen.late import import_late
from argogen.paths import RealPaths
from argogen.project.find import list_project_files
from argogen.project.project import Project
from argogen.records import TupleRecord
from argogen.workspace.inputs import find_inputs
from argogen.workspace.jobs import RenderJob, make_job, make_picture_job, plan_project, refuse_clashes
from argogen.workspace.orphans import OrphanedManifest, find_orphans, resolve_relative_path
from argogen.workspace.requests import RunScope
from argogen.workspace.targets import find_targets

if TYPE_CHECKING:
    from argogen.git import local
else:
    local = import_late("argogen.git.local")


class Plan(TupleRecord):
    """The jobs of a run, orphaned manifests, and the warnings and notes of planning.

    `tracked` are the files tracked by git, or None if the run is not limited to them. `pictures` are the jobs of the
    pictures beside the manifests.
    """

    jobs: list[RenderJob]
    orphans: list[OrphanedManifest]
    diagnostics: list[Diagnostic]
    tracked: Container[Path] | None = None
    pictures: Sequence[RenderJob] = ()


def plan_projects(projects: Projects, scope: RunScope) -> Plan:
    """Plan the jobs of all projects in scope. Raises InvalidInputError with the diagnostics of all of them."""
    host = projects.session.host
    tracked = _PathSet(local.list_tracked(host.working_directory)) if scope.tracked else None
    pictures: list[RenderJob] = []
    plan = Plan([], [], [], tracked, pictures)
    changed = _find_changed(scope, host)
    errors: list[Diagnostic] = []
    for project in _choose_projects(projects, scope):
        try:
            pictures += _add(plan, projects, project, changed)
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
    if errors:
        raise InvalidInputError(errors)
    refuse_clashes([*plan.jobs, *pictures])
    return plan


def plan_outputs(paths: Sequence[str], output: str, projects: Projects) -> Plan:
    """Plan the rendering of the given pipelines to a file or directory. Raises InvalidInputError."""
    host = projects.session.host
    inputs = find_inputs(paths, host)
    targets = find_targets(inputs, paths, output, host)
    pairs = zip(inputs, targets, strict=True)
    jobs = [
        make_job(source_file, projects.options_around(source_file.folder), target, host)
        for source_file, target in pairs
    ]
    refuse_clashes(jobs)
    return Plan(jobs, [], [])


def _choose_projects(projects: Projects, scope: RunScope) -> list[Project]:
    host = projects.session.host
    if scope.touched is not None:
        found = [projects.around(host.resolve(file).parent) for file in scope.touched]
        return list(dict.fromkeys(filter(None, found)))
    if not scope.all_projects:
        return [projects.here()]
    found = [projects.around(Path()), *map(projects.read, list_project_files(host.working_directory))]
    return list(dict.fromkeys(filter(None, found))) or [projects.here()]


def _add(plan: Plan, projects: Projects, project: Project, changed: _PathSet | None) -> list[RenderJob]:
    """Add the jobs and orphans of a project to a plan, and return the jobs of its pictures."""

    def is_included(path: Path) -> bool:
        return plan.tracked is None or path in plan.tracked

    found = plan_project(projects, project, is_included)
    plan.diagnostics.extend(found.diagnostics)
    plan.jobs.extend(job for job in found.jobs if changed is None or _is_touched(job, changed))
    settings, host = project.graph, projects.session.host
    pictures = [make_picture_job(job, settings, host) for job in found.jobs] if settings is not None else []
    orphans = find_orphans(project, projects.project_environments(project), [*found.jobs, *pictures], is_included)
    plan.orphans.extend(each for each in orphans if changed is None or each.pipeline in changed)
    return [job for job in pictures if changed is None or _is_touched(job, changed)]


def _is_touched(job: RenderJob, changed: _PathSet) -> bool:
    """Whether a change of these files may affect a job; True if the manifest has no stamp."""
    path, project_environment, stamp = job.manifest.path, job.options.project_environment, job.manifest.stamp
    if stamp is None or project_environment is None:
        return True
    local = [pack.folder for pack in project_environment.project.packs if not pack.source.git]
    beside = [path.parent / file for file in stamp.files if file.endswith("/")]
    files = [
        path,
        project_environment.project.file,
        project_environment.project.lock_file,
        *(resolve_relative_path(path, file) for file in (job.pipeline_path, *stamp.files)),
    ]
    return any(file in changed for file in files) or any(
        map(changed.any_below, [*project_environment.templates, *local, *beside])
    )


class _PathSet:
    """A set of absolute paths, with symbolic links of directories resolved."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._real = RealPaths()
        self._paths = frozenset(map(self._real.locate, paths))

    def __contains__(self, path: object) -> bool:
        return isinstance(path, Path) and self._real.locate(path) in self._paths

    def any_below(self, folder: Path) -> bool:
        """Whether one of the paths is below a directory."""
        start = os.path.realpath(folder) + os.sep
        return any(path.startswith(start) for path in self._paths)


def _find_changed(scope: RunScope, host: Host) -> _PathSet | None:
    if scope.touched is not None:
        return _PathSet(map(host.resolve, scope.touched))
    return _PathSet(local.list_changed(host.working_directory, scope.since)) if scope.since is not None else None
