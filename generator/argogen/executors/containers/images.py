"""The images of containers: which of them exist on the machine of an engine, and the others pulled once in a run."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.images import Image, read_image
from argogen.executors.containers.engine import Engine, EngineError, read_errors

ALWAYS, MISSING, NEVER = "always", "missing", "never"
POLICIES = (ALWAYS, MISSING, NEVER)
_ARGO_POLICIES = {"Always": ALWAYS, "IfNotPresent": MISSING, "Never": NEVER}
_POLL_SECONDS = 0.2
_DOCKER_HUB = "docker.io"


class CancelledError(Exception):
    """The container is not required any more."""


class Images:
    """The images of a run. `policy` replaces those of containers; `announce` is called with an image that is pulled."""

    def __init__(self, engine: Engine, policy: str | None, announce: Callable[[str], None]) -> None:
        self._engine, self._policy, self._announce = engine, policy, announce
        self._lock = threading.Lock()
        self._known: dict[str, Mapping[str, Any]] = {}

    def find_policy(self, container: Mapping[str, Any]) -> str:
        """Return when the image of a container is pulled; without a policy, only if it is missing."""
        return self._policy or _ARGO_POLICIES.get(str(container.get("imagePullPolicy") or ""), MISSING)

    def require(self, container: Mapping[str, Any], cancelled: threading.Event) -> str:
        """Return the reference of the image of a container, pulled if necessary. Raises EngineError, CancelledError."""
        image, policy = str(container.get("image") or ""), self.find_policy(container)
        while not self._lock.acquire(timeout=_POLL_SECONDS):
            if cancelled.is_set():
                raise CancelledError
        try:
            return self._require(image, policy, cancelled)
        finally:
            self._lock.release()

    def list_required(self) -> list[str]:
        """Return the references of the images that were required."""
        return [str(each["Reference"]) for each in list(self._known.values())]

    def find_user(self, image: str) -> str:
        """Return the user of an image that was required: a number or a name, "" for root."""
        return str(((self._known.get(image) or {}).get("Config") or {}).get("User") or "")

    def _require(self, image: str, policy: str, cancelled: threading.Event) -> str:
        if image in self._known:
            return str(self._known[image]["Reference"])
        reference = complete_reference(image)
        if policy == ALWAYS or (found := self._inspect(image, reference)) is None:
            if policy == NEVER:
                raise EngineError(f"image '{image}' is not on this machine")
            self._pull(reference, cancelled)
            found = self._inspect(reference)
        if found is None:
            raise EngineError(f"image '{image}' was pulled, but is not on this machine")
        self._known[image] = found
        return str(found["Reference"])

    def _inspect(self, *references: str) -> Mapping[str, Any] | None:
        """Return an image by the first reference that exists; podman also has images of localhost."""
        for reference in references:
            answer = self._engine.call("image", "inspect", "--", reference)
            if not answer.code:
                return {**json.loads(answer.output)[0], "Reference": reference}
        return None

    def _pull(self, reference: str, cancelled: threading.Event) -> None:
        self._announce(reference)
        with subprocess.Popen(  # noqa: S603 - the engine of the user
            self._engine.build("pull", "--quiet", "--", reference), env=dict(self._engine.environ),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                errors = _wait(process, cancelled)
            except BaseException:  # also Ctrl-C, which does not reach its session
                process.kill()
                raise
        if process.returncode:
            raise EngineError(f"image '{reference}' cannot be pulled: {read_errors(errors)}")


def _wait(process: subprocess.Popen[bytes], cancelled: threading.Event) -> bytes:
    while True:
        try:
            return process.communicate(timeout=_POLL_SECONDS)[1]
        except subprocess.TimeoutExpired:
            if cancelled.is_set():
                raise CancelledError from None


def complete_reference(image: str) -> str:
    """Return a reference with its registry, as Kubernetes completes it. Raises EngineError for an invalid one."""
    try:
        parts = read_image(image)
    except NotationError as error:
        raise EngineError(str(error)) from None
    rest = image[len(parts.name) :]
    tag = "" if _has_version(parts) else ":latest"
    host, slash, _ = parts.name.partition("/")
    if slash and ("." in host or ":" in host or host == "localhost"):
        name = parts.name
    else:
        name = f"{_DOCKER_HUB}/{parts.name}" if slash else f"{_DOCKER_HUB}/library/{parts.name}"
    return f"{name}{tag}{rest}"


def _has_version(image: Image) -> bool:
    return bool(image.tag or image.digest)
