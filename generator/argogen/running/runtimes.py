"""The runtime of a run: a sandbox for commands of this machine, or a container engine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from argogen.executors.containers.images import Images
from argogen.executors.containers.runtime import ContainerRuntime
from argogen.executors.runtime import Runtime
from argogen.executors.sandbox.client import Sandbox
from argogen.executors.unisolated.claims import Claims
from argogen.executors.unisolated.runtime import UnisolatedRuntime
from argogen.records import EMPTY
from argogen.running.records.directory import RunDirectory
from argogen.running.request import RunRequest

_HOME = "/root"


def open_images(request: RunRequest) -> Images | None:
    """Return the images of a run, None for commands of this machine."""
    settings = request.containers
    return None if settings is None else Images(settings.engine, settings.pull, settings.announce)


def open_runtime(request: RunRequest, images: Images | None, directory: RunDirectory) -> Runtime:
    """Return the runtime of a run. Raises SandboxError."""
    if request.containers is None or images is None:
        scratch, programs = directory.path / "scratch", request.programs.split(os.pathsep)
        sandbox = Sandbox(scratch, programs, directory.held, is_isolated=request.is_isolated)
        if request.is_isolated:
            return sandbox
        return UnisolatedRuntime(sandbox, Claims(directory.path, is_abandoned), directory.path)
    settings = request.containers
    folder = request.projects.session.host.resolve(directory.path)
    return ContainerRuntime(
        settings.engine, images, folder, settings.network, is_abandoned, directory.held,
        allows_privileges=settings.allows_privileges,
    )  # fmt: skip


def is_abandoned(folder: Path) -> bool:
    """Return whether no process uses the directory of a run."""
    return not RunDirectory(folder).is_locked()


def list_variables(request: RunRequest) -> Mapping[str, str]:
    """Return the variables that images would set."""
    if request.containers is not None:
        return EMPTY
    home = _HOME if request.is_isolated else request.projects.session.host.environ.get("HOME", "/")
    return {"PATH": request.programs, "HOME": home}
