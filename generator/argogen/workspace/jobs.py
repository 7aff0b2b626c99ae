"""What there is to do: which pipeline becomes which manifest, with which options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.output.manifests import Manifest, read_manifest
from argogen.paths import RealPaths, find_way, show_path
from argogen.project.pipelines import find_matches, find_output
from argogen.project.project import Project
from argogen.workspace.inputs import holds_pipeline
from argogen.workspace.targets import wrong_output
from argogen.yaml.text import SourceText, read_source


class Job(NamedTuple):
    """A pipeline, how to render it, and the manifest that it becomes, as that is now.

    `pipeline` is the absolute path of the pipeline's file, and `way` leads there from the manifest; one from standard
    input has neither.
    """

    given: SourceFile
    options: CompileOptions
    manifest: Manifest
    pipeline: Path | None = None
    way: str = ""


def make_job(given: SourceFile, options: CompileOptions, target: Path) -> Job:
    """The job of making a file of a pipeline. Raises InvalidInputError if what is there cannot be known."""
    manifest = read_manifest(target)
    pipeline = given.path
    if pipeline is None:
        return Job(given, options, manifest)
    return Job(given, options, manifest, pipeline, find_way(pipeline, target.parent))


class Jobs(NamedTuple):
    """The jobs of a project, and what was noticed while looking for them."""

    jobs: list[Job]
    noticed: list[Diagnostic]


def plan_project(projects: Projects, project: Project, knows: Callable[[Path], bool] = lambda _: True) -> Jobs:
    """The jobs of a project; `knows` says whether a file that was found counts.

    Raises InvalidInputError with all that keeps its pipelines from being found or read.
    """
    found = Jobs([], [])
    faults: list[Diagnostic] = []
    sources = _Sources()
    for environment in projects.environments(project):
        options = projects.options(project, environment)
        try:
            _add_jobs(found, options, sources, knows)
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError(faults)
    return found


class _Sources(dict[Path, SourceText]):
    """The texts of pipelines, each read once for all environments."""

    def __missing__(self, path: Path) -> SourceText:
        self[path] = source = read_source(show_path(path))
        return source


def _add_jobs(found: Jobs, options: CompileOptions, sources: _Sources, knows: Callable[[Path], bool]) -> None:
    setup = options.setup
    if setup is None:
        return
    matches, noticed = find_matches(setup)
    found.noticed.extend(noticed)
    for match in filter(lambda match: knows(match.path), matches):
        given = SourceFile(sources[match.path], Path(match.below), match.path.parent)
        job = make_job(given, options, find_output(setup, match))
        if match.named or _is_meant(job):
            found.jobs.append(job)


def _is_meant(job: Job) -> bool:
    """Whether a file that was found is a pipeline: its manifest says so without looking, else it looks like one."""
    stamp = job.manifest.stamp
    return (stamp is not None and stamp.pipeline == job.way) or holds_pipeline(job.given.source)


def refuse_clashes(jobs: Sequence[Job]) -> None:
    """Raise InvalidInputError where an output would replace a pipeline, or two would be one file."""
    real = RealPaths()
    taken = {real.find(job.pipeline) for job in jobs if job.pipeline}
    seen: dict[str, Job] = {}
    for job in jobs:
        path = real.find(job.manifest.path.absolute())
        if path in taken:
            hint = "choose another file or folder"
            raise wrong_output("the output would replace a pipeline", job.manifest.path, hint)
        if path in seen:
            message = f"{seen[path].given.source.file} and {job.given.source.file} would both be written there"
            raise wrong_output(message, job.manifest.path, _hint_clash(seen[path], job))
        seen[path] = job


def _hint_clash(one: Job, other: Job) -> str:
    if one.given.source is other.given.source:
        return "put {environment} into the project's output"
    return "put {path} into the project's output" if one.options.setup else "render them into different folders"
