"""Manifests that nothing makes any more: their pipeline is gone, or is written to another place now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Place
from argogen.output.manifests import Manifest, read_manifest
from argogen.paths import show_path
from argogen.project.find import find_project_file
from argogen.project.pipelines import list_yaml_files, output_root
from argogen.project.project import Project, ProjectEnvironment
from argogen.workspace.jobs import Job

Knows = Callable[[Path], bool]


class Leftover(NamedTuple):
    """A manifest, the pipeline that its stamp names, and the folder of outputs that it is in."""

    manifest: Manifest
    pipeline: Path
    root: Path


def find_leftovers(
    project: Project, project_environments: Sequence[ProjectEnvironment], jobs: Sequence[Job], knows: Knows
) -> Iterator[Leftover]:
    """The leftovers of a project, which gave these jobs in these environments.

    `knows` says whether a file counts. Only what has a stamp is looked at, and only if its pipeline is, or was, one of
    this project's.
    """
    outputs = {job.manifest.path for job in jobs}
    pipelines = {job.pipeline for job in jobs}
    environments = {project_environment.environment or "" for project_environment in project_environments}
    is_whole = len(project_environments) == max(1, len(project.environments))
    for root in sorted({output_root(project_environment) for project_environment in project_environments}):
        for path in list_yaml_files(root):
            stamp = None if path in outputs or not knows(path) else (manifest := read_manifest(path)).stamp
            if stamp is None or not stamp.pipeline or not (is_whole or stamp.environment in environments):
                continue
            pipeline = find_pipeline(path, stamp.pipeline)
            gone = not (pipeline.is_file() and knows(pipeline))
            if pipeline in pipelines or (gone and find_project_file(pipeline.parent) == project.file):
                yield Leftover(manifest, pipeline, root)


def find_pipeline(manifest: Path, way: str) -> Path:
    """The pipeline to which a way leads from a manifest."""
    return Path(os.path.normpath(manifest.parent / way))


def describe_leftover(leftover: Leftover) -> Diagnostic:
    """What is wrong with a manifest that nothing makes any more."""
    where = "is written to another place now" if leftover.pipeline.is_file() else "is gone"
    message = f"{show_path(leftover.pipeline)}, from which this was made, {where}"
    place = Place(show_path(leftover.manifest.path))
    return Diagnostic("leftover-manifest", message, place, "argogen render --prune removes it")
