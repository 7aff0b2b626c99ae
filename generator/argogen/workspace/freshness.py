"""Detect manifests that are up to date by the digests in their stamps, without rendering.

It imports neither Jinja nor a validator, so that checking hundreds of manifests takes little more time than reading
them.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from argogen.engine.options import CompileOptions
from argogen.files import read_bytes
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

NOT_RENDERING = frozenset(
    {
        *("api", "cli", "drawing", "executors", "formats", "graph", "importing", "installation", "linter"),
        *(
            "runner",
            "running",
            "scripts",
            "testing",
            "argo/evaluation",
            "engine/conversion",
            "workspace/fixing",
            "workspace/pictures",
        ),
        "workspace/templates",
    }
)
"""The directories of argogen whose modules change no manifest. Rules of the linter can only prevent one."""

DRAWING = ("argo/evaluation", "drawing", "graph", "runner", "workspace/pictures")
"""The directories of argogen whose files change pictures, but no manifest."""
_DRAWN = (".py", ".css", ".html", ".js")

_PACKAGE = Path(__file__).parents[1]
_IGNORED = frozenset({"__pycache__", *(f"{_PACKAGE}/{name}".replace("/", os.sep) for name in NOT_RENDERING)})


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
    """Return the digest of the files of argogen: unlike the version number, it also changes in a checkout."""
    return _digest_files(list_own_files())


@functools.cache
def digest_drawing() -> str:
    """Return the digest of the files of argogen that only change pictures."""
    folders = (f"{_PACKAGE}/{name}".replace("/", os.sep) for name in DRAWING)
    files = ((file[len(str(_PACKAGE)) :], file) for folder in folders for file in _list_files(folder, _DRAWN))
    return _digest_files((name.replace(os.sep, "/"), file) for name, file in files)


def _digest_files(files: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for name, file in files:
        digest.update(f"{name}\0".encode() + read_bytes(file).replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def list_own_files() -> Iterator[tuple[str, str]]:
    """Yield the relative and the absolute paths of argogen's files that change manifests, in a stable order."""
    parts: Mapping[Path, str] = {_PACKAGE: ".py", TEMPLATES: ".j2", SCHEMAS: ".json"}
    for folder, ending in parts.items():
        start = len(str(folder))
        for file in _list_files(str(folder), ending):
            yield file[start:].replace(os.sep, "/"), file


def _list_files(folder: str, ending: str | tuple[str, ...]) -> Iterator[str]:
    """Yield the paths of the files of a directory with these endings."""
    for directory, folders, names in os.walk(folder):
        prefix = f"{directory}{os.sep}"
        folders[:] = sorted(name for name in folders if name not in _IGNORED and f"{prefix}{name}" not in _IGNORED)
        yield from (f"{prefix}{name}" for name in sorted(names) if name.endswith(ending))
