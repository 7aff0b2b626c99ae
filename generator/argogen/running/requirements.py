"""What the containers of a run require of this machine: installed commands, or images and privileges."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from argogen.executors.containers.engine import EngineError
from argogen.executors.containers.images import Images
from argogen.executors.containers.security import find_privileges
from argogen.executors.sandbox.client import explain_absence
from argogen.running.calls import Calls
from argogen.running.request import RunRequest
from argogen.running.unisolated import requirements as unisolated
from argogen.testing.structure.graph import Key

Data = Mapping[str, Any]
Problem = tuple[str, str]

_WITHOUT_IMAGE = "check its name, build or pull it, mock the step with --mock STEP=FILE, or use --executor process"


class Requirements(Protocol):
    """Checks of one executor: problems, each with a hint."""

    def check_machine(self) -> Iterator[Problem]:
        """Yield the problems of this machine."""
        ...

    def check_container(self, container: Data) -> Iterator[Problem]:
        """Yield the problems of a container."""
        ...

    def check_pod(self, fields: Data) -> Iterator[Problem]:
        """Yield the problems of the fields of a template, or of a workflow, that are about its pods."""
        ...

    def check_calls(self, calls: Calls) -> Iterator[tuple[Key, str, str]]:
        """Yield the problems of templates that depend on the calls between them, each with the template."""
        ...

    def finish(self) -> Iterator[Problem]:
        """Yield the problems of checks that take long, which are made if there are no others."""
        ...


class CommandRequirements:
    """Commands that are installed on this machine, in namespaces if possible."""

    def __init__(self, request: RunRequest) -> None:
        self._request = request

    def check_machine(self) -> Iterator[Problem]:
        """Yield why processes cannot be isolated."""
        if self._request.is_isolated and (reason := explain_absence()):
            yield reason, "add --no-isolation to run the commands on the files of this machine, or mock the steps"

    def check_pod(self, fields: Data) -> Iterator[Problem]:
        """Yield users that cannot be set without namespaces; processes ignore other fields."""
        yield from () if self._request.is_isolated else unisolated.check_user(fields)

    def check_calls(self, calls: Calls) -> Iterator[tuple[Key, str, str]]:
        """Yield paths that cannot be used without namespaces."""
        yield from () if self._request.is_isolated else unisolated.check_calls(calls, self._request)

    def finish(self) -> Iterator[Problem]:
        """Yield nothing."""
        yield from ()

    def check_container(self, container: Data) -> Iterator[Problem]:
        """Yield a command that is unknown or not installed."""
        image = container.get("image")
        command = container.get("command") or self._request.images.get(str(image))
        if not command:
            yield f"no command for image '{image}'", f"add a command: --command '{image}=PROGRAM'"
        elif "{{" not in str(command[0]) and not self._is_installed(str(command[0])):
            yield f"command '{command[0]}' is not installed", "install it, or mock the step: --mock STEP=FILE"
        yield from () if self._request.is_isolated else unisolated.check_container(container)

    def _is_installed(self, program: str) -> bool:
        if program.startswith("/") and os.access(program, os.X_OK):
            return True
        return shutil.which(os.path.basename(program), path=self._request.programs) is not None  # noqa: PTH119


class ContainerRequirements:
    """Images that exist or can be pulled, and privileges that are allowed."""

    def __init__(self, images: Images, *, allows_privileges: bool) -> None:
        self._images, self._allows_privileges = images, allows_privileges
        self._pulled: dict[str, Data] = {}

    def check_machine(self) -> Iterator[Problem]:
        """Yield nothing: the engine was found."""
        yield from ()

    def check_container(self, container: Data) -> Iterator[Problem]:
        """Yield privileges; an image is required later."""
        yield from self._check_privileges(container)
        image = str(container.get("image") or "")
        if "{{" not in image:
            self._pulled.setdefault(image, container)

    def check_pod(self, fields: Data) -> Iterator[Problem]:
        """Yield privileges and namespaces of the host."""
        yield from self._check_privileges(fields)
        for field in ("hostNetwork", "hostPID", "hostIPC"):
            if fields.get(field):
                yield f"'{field}' is not supported by containers on this machine", "remove it, or mock the step"

    def check_calls(self, calls: Calls) -> Iterator[tuple[Key, str, str]]:
        """Yield nothing: each container has a file system."""
        del calls
        yield from ()

    def _check_privileges(self, fields: Data) -> Iterator[Problem]:
        for privilege in () if self._allows_privileges else find_privileges(fields.get("securityContext") or {}):
            yield f"container with {privilege}", "allow it with --allow-privileged"

    def finish(self) -> Iterator[Problem]:
        """Pull images, and yield those that do not exist."""
        for container in self._pulled.values():
            try:
                self._images.require(container, threading.Event())
            except EngineError as error:
                yield str(error), _WITHOUT_IMAGE


def find_requirements(request: RunRequest, images: Images | None) -> Requirements:
    """Return the requirements of the executor of a run."""
    if request.containers is None or images is None:
        return CommandRequirements(request)
    return ContainerRequirements(images, allows_privileges=request.containers.allows_privileges)
