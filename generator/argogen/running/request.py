"""What to run, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from argogen.engine.projects import Projects
from argogen.records import EMPTY, Record


class RunRequest(Record):
    """A run of the pipeline or manifest at `path`.

    `secrets` and `config_maps` are values by the name of the object and the key. `mocks` are files by the path of a
    step, `approvals` the supplied outputs by the path of a suspended step. `images` are the commands of images.
    `programs` is the PATH of containers, `limit` the number of pods that run at once. With `is_interactive`, a person
    is asked to approve other suspended steps.
    """

    path: Path
    projects: Projects
    programs: str
    refs: Sequence[str] = ()
    entrypoint: str = ""
    secrets: Mapping[tuple[str, str], bytes] = MappingProxyType({})
    config_maps: Mapping[tuple[str, str], str] = MappingProxyType({})
    mocks: Mapping[str, Path] = EMPTY
    approvals: Mapping[str, Mapping[str, str]] = EMPTY
    images: Mapping[str, Sequence[str]] = EMPTY
    limit: int = 16
    allows_host_paths: bool = False
    is_interactive: bool = False
