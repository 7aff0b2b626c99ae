"""What to run, and how."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from argogen.engine.projects import Projects
from argogen.executors.containers.engine import Engine
from argogen.records import EMPTY, Record, TupleRecord


class GivenArtifact(TupleRecord):
    """A file or directory for the output artifact of the steps at a path, which have succeeded in an earlier run."""

    step: str
    name: str
    file: Path


def announce_nothing(_: str) -> None:
    """Print nothing."""


class ContainerSettings(Record):
    """The engine that runs containers, when images are pulled, and the network of containers.

    Without `pull`, the policies of the manifest decide; `announce` is called with each image that is pulled. Without
    `network`, it is the default one of the engine. `allows_privileges` allows what `security` finds.
    """

    engine: Engine
    pull: str | None = None
    network: str = ""
    allows_privileges: bool = False
    announce: Callable[[str], None] = announce_nothing


class RunRequest(Record):
    """A run of the pipeline or manifest at `path`.

    `secrets` and `config_maps` are values by the name of the object and the key. `mocks` are files by the path of a
    step, `approvals` the supplied outputs by the path of a suspended step. `images` are the commands of images.
    `artifacts` are those of steps that are not run again. `programs` is the PATH of containers, `limit` the number of
    pods that run at once. `logs` are the paths of steps whose logs are printed. With `runs_kubectl`, resource templates
    run kubectl. With `is_interactive`, a person is asked to approve other suspended steps. Without `containers`, steps
    are commands of this machine: in namespaces if `is_isolated`.
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
    artifacts: Sequence[GivenArtifact] = ()
    logs: Sequence[str] = ()
    limit: int = 16
    allows_host_paths: bool = False
    runs_kubectl: bool = False
    is_interactive: bool = False
    containers: ContainerSettings | None = None
    is_isolated: bool = True

    @property
    def kubectl(self) -> str:
        """The path of kubectl for resource templates, "" if they are not run."""
        return (shutil.which("kubectl", path=self.programs) or "") if self.runs_kubectl else ""
