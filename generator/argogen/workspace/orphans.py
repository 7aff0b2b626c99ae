"""Manifests that no pipeline renders any more: it is gone, or is written to another path now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Place
from argogen.output.manifests import Manifest, read_manifest
from argogen.project.find import find_project_file
from argogen.project.pipelines import list_yaml_files, output_root
from argogen.project.project import Project, ProjectEnvironment
from argogen.workspace.jobs import RenderJob

IsIncluded = Callable[[Path], bool]
"""Whether a file that was found counts."""


class OrphanedManifest(NamedTuple):
    """A manifest, the pipeline that its stamp names, how messages call that, and the folder of outputs around it."""

    manifest: Manifest
    pipeline: Path
    pipeline_name: str
    root: Path


def find_orphans(
    project: Project,
    project_environments: Sequence[ProjectEnvironment],
    jobs: Sequence[RenderJob],
    is_included: IsIncluded,
) -> Iterator[OrphanedManifest]:
    """Yield the orphans of a project, whose `project_environments` gave these jobs.

    Only a manifest with a stamp counts, and only if its pipeline is, or was, one of this project's.
    """
    outputs = {job.manifest.path for job in jobs}
    pipelines = {job.pipeline for job in jobs}
    environments = {project_environment.environment or "" for project_environment in project_environments}
    is_whole = len(project_environments) == max(1, len(project.environments))
    for root in sorted({output_root(project_environment) for project_environment in project_environments}):
        for path in list_yaml_files(root):
            stamp = (
                None
                if path in outputs or not is_included(path)
                else (manifest := read_manifest(path, project.host)).stamp
            )
            if stamp is None or not stamp.pipeline or not (is_whole or stamp.environment in environments):
                continue
            pipeline = resolve_relative_path(path, stamp.pipeline)
            gone = not (pipeline.is_file() and is_included(pipeline))
            if pipeline in pipelines or (gone and find_project_file(pipeline.parent) == project.file):
                yield OrphanedManifest(manifest, pipeline, project.host.show(pipeline), root)


def resolve_relative_path(manifest: Path, path: str) -> Path:
    """Return the file that a path in the stamp of a manifest refers to."""
    return Path(os.path.normpath(manifest.parent / path))


def describe_orphan(orphan: OrphanedManifest) -> Diagnostic:
    """Report an orphan."""
    where = "is written to another place now" if orphan.pipeline.is_file() else "is gone"
    message = f"{orphan.pipeline_name}, from which this was made, {where}"
    place = Place(orphan.manifest.name)
    return Diagnostic("leftover-manifest", message, place, "argogen render --prune removes it")


def describe_edited(orphan: OrphanedManifest) -> Diagnostic:
    """Report an orphan that was edited manually, and so is not removed."""
    message = "this has been changed by hand since argogen wrote it"
    hint = "its pipeline is gone; remove it by hand, or with --prune --force"
    return Diagnostic("edited-manifest", message, Place(orphan.manifest.name), hint)
