"""Orphaned manifests: the pipeline no longer exists, or is rendered to another path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, Place
from argogen.files import is_file
from argogen.output.manifests import Manifest, read_manifest
from argogen.project.find import find_project_file
from argogen.project.pipelines import YAML_ENDINGS, list_yaml_files, output_root
from argogen.project.project import Project, ProjectEnvironment
from argogen.records import TupleRecord
from argogen.workspace.jobs import PICTURE_ENDINGS, RenderJob

IsIncluded = Callable[[Path], bool]
"""Whether a file belongs to the run."""


class OrphanedManifest(TupleRecord):
    """A manifest, the pipeline in its stamp, the pipeline's name in messages, and the output directory around it."""

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
    """Yield the orphans of a project, given the jobs of its `project_environments`.

    Only manifests with a stamp are considered, and only if their pipeline is, or was, in this project.
    """
    outputs = {job.manifest.path for job in jobs}
    pipelines = {job.pipeline for job in jobs}
    environments = {project_environment.environment or "" for project_environment in project_environments}
    is_whole = len(project_environments) == max(1, len(project.environments))
    for root in sorted({output_root(project_environment) for project_environment in project_environments}):
        for path in list_yaml_files(root, endings=(*YAML_ENDINGS, *PICTURE_ENDINGS)):
            stamp = (
                None
                if path in outputs or not is_included(path)
                else (manifest := read_manifest(path, project.host)).stamp
            )
            if stamp is None or not stamp.pipeline or not (is_whole or stamp.environment in environments):
                continue
            pipeline = resolve_relative_path(path, stamp.pipeline)
            is_missing = not (is_file(pipeline) and is_included(pipeline))
            if pipeline in pipelines or (is_missing and find_project_file(pipeline.parent) == project.file):
                yield OrphanedManifest(manifest, pipeline, project.host.show(pipeline), root)


def resolve_relative_path(manifest: Path, path: str) -> Path:
    """Resolve a path in the stamp of a manifest."""
    return Path(os.path.normpath(manifest.parent / path))


def describe_orphan(orphan: OrphanedManifest) -> Diagnostic:
    """Report an orphan."""
    reason = "is now rendered to another file" if is_file(orphan.pipeline) else "no longer exists"
    kind = "picture" if orphan.manifest.path.suffix in PICTURE_ENDINGS else "manifest"
    message = f"the pipeline of this {kind}, '{orphan.pipeline_name}', {reason}"
    place = Place(orphan.manifest.name)
    return Diagnostic("orphaned-manifest", message, place, "run 'argogen render --prune' to remove it")


def describe_edited(orphan: OrphanedManifest) -> Diagnostic:
    """Report an orphan that is not removed because it was edited manually."""
    message = "the manifest has no pipeline any more, but was edited manually after it was generated"
    hint = "remove it manually, or with --prune --force"
    return Diagnostic("manually-edited-manifest", message, Place(orphan.manifest.name), hint)
