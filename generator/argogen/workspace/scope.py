"""Which projects and pipelines a run is about."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.projects import Projects
from argogen.git.local import list_changed, list_tracked
from argogen.paths import RealPaths
from argogen.project.find import list_project_files
from argogen.project.project import Project
from argogen.workspace.jobs import Job, plan_project, refuse_clashes
from argogen.workspace.orphans import Leftover, find_leftovers, find_pipeline
from argogen.workspace.requests import RunScope


class Plan(NamedTuple):
    """What there is to do: jobs, manifests that nothing makes any more, and what was noticed on the way.

    `tracked` are the files that git tracks, or None where that does not matter.
    """

    jobs: list[Job]
    leftovers: list[Leftover]
    noticed: list[Diagnostic]
    tracked: Container[Path] | None = None


def plan_projects(projects: Projects, reach: RunScope) -> Plan:
    """The work on all projects in reach. Raises InvalidInputError with all that is wrong with any of them."""
    plan = Plan([], [], [], _Files(list_tracked(Path.cwd())) if reach.tracked else None)
    changed = _find_changed(reach)
    faults: list[Diagnostic] = []
    for project in _choose(projects, reach):
        try:
            _add(plan, projects, project, changed)
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    refuse_clashes(plan.jobs)
    return plan


def _choose(projects: Projects, reach: RunScope) -> list[Project]:
    if reach.touched is not None:
        found = [projects.around(Path(file).absolute().parent) for file in reach.touched]
        return list(dict.fromkeys(filter(None, found)))
    if not reach.all_projects:
        return [projects.here()]
    found = [projects.around(Path.cwd()), *map(projects.read, list_project_files(Path.cwd()))]
    return list(dict.fromkeys(filter(None, found))) or [projects.here()]


def _add(plan: Plan, projects: Projects, project: Project, changed: _Files | None) -> None:
    def knows(path: Path) -> bool:
        return plan.tracked is None or path in plan.tracked

    found = plan_project(projects, project, knows)
    plan.noticed.extend(found.noticed)
    plan.jobs.extend(job for job in found.jobs if changed is None or _is_touched(job, changed))
    leftovers = find_leftovers(project, projects.setups(project), found.jobs, knows)
    plan.leftovers.extend(each for each in leftovers if changed is None or each.pipeline in changed)


def _is_touched(job: Job, changed: _Files) -> bool:
    """Whether a job has to be looked at when these files have changed; what its manifest does not tell may be it."""
    path, setup, stamp = job.manifest.path, job.options.setup, job.manifest.stamp
    if stamp is None or setup is None:
        return True
    local = [pack.folder for pack in setup.project.packs if not pack.source.git]
    beside = [path.parent / file for file in stamp.files if file.endswith("/")]
    files = [
        path,
        setup.project.file,
        setup.project.lock_file,
        *(find_pipeline(path, file) for file in (job.way, *stamp.files)),
    ]
    return any(file in changed for file in files) or any(map(changed.any_below, [*setup.templates, *local, *beside]))


class _Files:
    """A set of files, wherever links of folders lead."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._real = RealPaths()
        self._paths = frozenset(self._real.locate(path.absolute()) for path in paths)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, Path) and self._real.locate(path) in self._paths

    def any_below(self, folder: Path) -> bool:
        """Whether one of them is in a folder."""
        start = os.path.realpath(folder) + os.sep
        return any(path.startswith(start) for path in self._paths)


def _find_changed(reach: RunScope) -> _Files | None:
    if reach.touched is not None:
        return _Files(map(Path, reach.touched))
    return _Files(list_changed(Path.cwd(), reach.since)) if reach.since is not None else None
