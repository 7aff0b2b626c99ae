"""Detect manifests that are up to date by the digests in their stamps, without rendering.

It imports neither Jinja nor a validator, so that checking hundreds of manifests takes little more time than reading
them.
"""

from __future__ import annotations

import functools
from pathlib import Path

from argogen.engine.options import CompileOptions
from argogen.files import is_file
from argogen.host import Host
from argogen.output.stamp import Stamp
from argogen.paths import find_relative_path
from argogen.provenance import (
    TrackedInputs,
    digest_data,
    digest_directory,
    digest_inputs,
    digest_path,
    digest_text,
)
from argogen.resources import SCHEMAS, TEMPLATES
from argogen.workspace.jobs import RenderJob
from argogen.workspace.own_files import digest_files, list_drawing_files, list_own_files

_PACKAGE = Path(__file__).parents[1]
_WRITTEN = _PACKAGE / "digest.txt"


class Freshness:
    """Compares stamps with the current inputs of manifests; inputs shared by several manifests are read once."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._recipes: dict[int, tuple[CompileOptions, str]] = {}
        self._digests: dict[str, str] = {}

    def is_fresh(self, job: RenderJob) -> bool:
        """Whether the manifest is unedited, and was rendered from the same pipeline and inputs."""
        stamp = job.manifest.stamp
        if stamp is None or job.source_file.path is None or job.manifest.is_edited:
            return False
        if stamp.variables:  # their values are in no digest
            return False
        if (stamp.pipeline, stamp.environment) != (job.pipeline_path, job.options.environment or ""):
            return False
        folder = str(job.manifest.path.parent)
        files = [digest_text(job.source_file.source.text), *(self._digest(folder, file) for file in stamp.files)]
        return stamp.input_digest == digest_inputs(self._find_recipe(job), files, stamp.variables)

    def make_stamp(self, job: RenderJob, taken: TrackedInputs) -> Stamp:
        """Return the stamp of a newly rendered manifest."""
        folder = job.manifest.path.parent
        digests = [digest_text(job.source_file.source.text), *taken.files.values()]
        return Stamp(
            pipeline=job.pipeline_path,
            files=tuple(
                find_relative_path(self._host.resolve(file), folder) + "/" * file.endswith("/") for file in taken.files
            ),
            environment=job.options.environment or "",
            variables=taken.variables,
            input_digest=digest_inputs(self._find_recipe(job), digests, taken.variables),
        )

    def _digest(self, folder: str, file: str) -> str:
        path = f"{folder}/{file}"
        if path not in self._digests:
            self._digests[path] = digest_path(path)
        return self._digests[path]

    def _find_recipe(self, job: RenderJob) -> str:
        recipe = self._recipe(job.options)
        return recipe if job.picture is None else digest_data([recipe, dict(job.picture), digest_drawing()])

    def _recipe(self, options: CompileOptions) -> str:
        if id(options) not in self._recipes:
            self._recipes[id(options)] = (options, digest_recipe(options, self._host))
        return self._recipes[id(options)][1]


def digest_recipe(options: CompileOptions, host: Host) -> str:
    """Return the digest of the inputs shared by all pipelines: argogen, options, project settings, templates."""
    project_environment = options.project_environment
    folders = (*options.templates, *(project_environment.templates if project_environment else ()))
    return digest_data(
        [
            digest_argogen(),
            str(options.argo_version),
            *["selected version"] * options.is_version_selected,
            [digest_directory(host.resolve(folder)) for folder in folders],
            dict(options.values),
            dict(options.variables),
            options.environment,
            project_environment.digest if project_environment else None,
            [digest_path(str(host.resolve(file))) for file in (options.configuration, options.parameters) if file],
        ]
    )


@functools.cache
def digest_argogen() -> str:
    """Return the digest of the files of argogen: unlike the version number, it also changes in a checkout.

    The build writes it into a wheel, whose several hundred files do not change.
    """
    if is_file(_WRITTEN):
        return _WRITTEN.read_text(encoding="ascii").strip()
    return digest_files(list_own_files(_PACKAGE, TEMPLATES, SCHEMAS))


@functools.cache
def digest_drawing() -> str:
    """Return the digest of the files of argogen that only change pictures."""
    return digest_files(list_drawing_files(_PACKAGE))
