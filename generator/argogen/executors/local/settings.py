"""The settings of the executor of a run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from argogen.executors.pods.objects import Objects
from argogen.executors.storage.store import Store
from argogen.records import EMPTY, Record

ARTIFACTS = "artifacts"
"""The name of the directory of artifacts in that of a run."""
_FEWEST, _PER_CORE = 16, 4


def count_pods() -> int:
    """Return how many pods run at once by default."""
    return max(_FEWEST, _PER_CORE * (os.cpu_count() or 1))


class Settings(Record):
    """The directory of a run, its ConfigMaps and Secrets, and what its pods may use.

    `environment` are the variables of containers that their images do not set. `limit` is the number of pods that run
    at once; the others are Pending.
    `images` are the commands of images, for containers without one; None if the images themselves are run.
    `kubectl` is the path of the program for resource templates, "" if they are not run. `transient_errors` is a regular
    expression of further errors of it that may pass.
    `grace_seconds` is the longest time that a container has to end after it was asked to.
    """

    folder: Path
    objects: Objects = Objects()
    environment: Mapping[str, str] = EMPTY
    images: Mapping[str, Sequence[str]] | None = EMPTY
    limit: int = _FEWEST
    grace_seconds: float = 30
    allows_host_paths: bool = False
    kubectl: str = ""
    transient_errors: str = ""

    @property
    def store(self) -> Store:
        """The store of artifacts."""
        return Store(self.folder / ARTIFACTS)
