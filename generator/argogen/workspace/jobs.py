"""Render jobs: a pipeline, its options and its manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.host import Host
from argogen.output.manifests import Manifest, read_manifest
from argogen.paths import RealPaths, find_relative_path
from argogen.project.pipelines import find_matches, find_output
from argogen.project.project import Project
from argogen.records import TupleRecord
from argogen.workspace.inputs import holds_pipeline
from argogen.workspace.targets import wrong_output
from argogen.yaml.text import SourceText


class RenderJob(TupleRecord):
    """A pipeline, the options to render it with, and the current state of its manifest on disk.

    `pipeline` is the absolute path of the pipeline's file, `pipeline_path` its path relative to the manifest's
    directory; both are empty for standard input. With `picture`, the settings of a picture, it is drawn, and the
    manifest is the picture.
    """

    source_file: SourceFile
    options: CompileOptions
    manifest: Manifest
    pipeline: Path | None = None
    pipeline_path: str = ""
    picture: Mapping[str, Any] | None = None


def make_job(source_file: SourceFile, options: CompileOptions, target: Path, host: Host) -> RenderJob:
    """Return the job that renders a pipeline to a file (an absolute path). Raises InvalidInputError."""
    manifest = read_manifest(target, host)
    pipeline = source_file.path
    if pipeline is None:
        return RenderJob(source_file, options, manifest)
    return RenderJob(source_file, options, manifest, pipeline, find_relative_path(pipeline, target.parent))


PICTURE_FORMATS: Mapping[str, str] = {"mermaid": ".mmd", "dot": ".dot", "svg": ".svg", "html": ".html"}
"""The ending of pictures in each format of the project file."""

PICTURE_ENDINGS = tuple(PICTURE_FORMATS.values())


def make_picture_job(job: RenderJob, settings: Mapping[str, Any], host: Host) -> RenderJob:
    """Return the job that draws the picture beside a manifest. Raises InvalidInputError."""
    path = job.manifest.path.with_suffix(PICTURE_FORMATS[settings["format"]])
    return job._replace(manifest=read_manifest(path, host), picture=settings)


class ProjectJobs(TupleRecord):
    """The jobs of a project, and the warnings and notes of their discovery."""

    jobs: list[RenderJob]
    diagnostics: list[Diagnostic]


def plan_project(
    projects: Projects, project: Project, is_included: Callable[[Path], bool] = lambda _: True
) -> ProjectJobs:
    """Plan the jobs of a project; `is_included` selects among the pipelines that match its patterns.

    Raises InvalidInputError if pipelines cannot be found or read.
    """
    found = ProjectJobs([], [])
    errors: list[Diagnostic] = []
    sources = _Sources(projects.session.host)
    for environment in projects.environments(project):
        options = projects.options(project, environment)
        try:
            _add_jobs(found, options, sources, is_included)
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
    if errors:
        raise InvalidInputError(errors)
    return found


class _Sources(dict[Path, SourceText]):
    """The sources of pipelines, each read once for all environments."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host

    def __missing__(self, path: Path) -> SourceText:
        self[path] = source = self.host.read_absolute(path)
        return source


def _add_jobs(
    found: ProjectJobs, options: CompileOptions, sources: _Sources, is_included: Callable[[Path], bool]
) -> None:
    project_environment = options.project_environment
    if project_environment is None:
        return
    matches, diagnostics = find_matches(project_environment)
    found.diagnostics.extend(diagnostics)
    for match in filter(lambda match: is_included(match.path), matches):
        source_file = SourceFile(sources[match.path], Path(match.below), match.path.parent, match.path)
        job = make_job(source_file, options, find_output(project_environment, match), sources.host)
        if match.named or _is_meant(job):
            found.jobs.append(job)


def _is_meant(job: RenderJob) -> bool:
    """Whether a matching file is a pipeline: by the stamp of its manifest, else by its content."""
    stamp = job.manifest.stamp
    return (stamp is not None and stamp.pipeline == job.pipeline_path) or holds_pipeline(job.source_file.source)


def refuse_clashes(jobs: Sequence[RenderJob]) -> None:
    """Raise InvalidInputError for an output that is a pipeline, a project file, or the output of another pipeline."""
    real = RealPaths()
    taken = {real.find(job.pipeline): "a pipeline" for job in jobs if job.pipeline}
    environments = filter(None, {job.options.project_environment for job in jobs})
    taken |= {real.find(each.project.file): "the project file" for each in environments}
    seen: dict[str, RenderJob] = {}
    for job in jobs:
        path = real.find(job.manifest.path)
        if path in taken:
            hint = "choose another file or directory"
            raise wrong_output(f"the output would overwrite {taken[path]}", job.manifest.name, hint)
        if path in seen:
            message = f"'{seen[path].source_file.source.file}' and '{job.source_file.source.file}' have the same output"
            raise wrong_output(message, job.manifest.name, _hint_clash(seen[path], job))
        seen[path] = job


def _hint_clash(one: RenderJob, other: RenderJob) -> str:
    if one.source_file.source is other.source_file.source:
        return "add {environment} to 'output' in the project file"
    return (
        "add {path} to 'output' in the project file"
        if one.options.project_environment
        else "render them into different directories"
    )
