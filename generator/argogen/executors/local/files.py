"""The files of a pod: its inputs, its volumes, its logs, and its outputs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.executors.local.settings import Settings
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.expansion import expand
from argogen.executors.pods.pod import SCRIPT, Pod
from argogen.executors.pods.volumes import VolumeMount, Volumes
from argogen.executors.runtime import Mount
from argogen.executors.storage.archives import ArchiveError
from argogen.executors.storage.store import StoreError, has_location
from argogen.runner.execution import Job
from argogen.runner.variables.scope import list_artifacts, list_parameters

_INIT = "init: Error (exit code 64): "
"""The begin of the message of a pod whose inputs cannot be loaded."""


class PodFiles:
    """The directory of a pod. All but the logs is removed after it has ended."""

    def __init__(self, job: Job, pod: Pod, settings: Settings) -> None:
        """Make the files that containers find. Raises PodError."""
        self.job, self.pod, self.settings = job, pod, settings
        self.folder = settings.folder / "pods" / job.node_id
        self._logs = settings.folder / "logs" / job.node_id
        self.collected, self.stdout = self.folder / "outputs", self.folder / "stdout"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(exist_ok=True)  # not those above, if the directory of the run was deleted
        for folder in (self.collected, self.folder / "inputs", self._logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.volumes = Volumes(
            pod, self.folder / "volumes", settings.folder / "claims", settings.objects,
            allows_host_paths=settings.allows_host_paths,
        )  # fmt: skip
        self._mounts = self.volumes.list_mounts(pod.main[0])
        self.inputs: Sequence[Mount] = [*self._stage_script(), *self._load_artifacts()]
        self.outputs = dict(self._list_outputs())

    def log(self, name: str) -> Path:
        """Return the log of a container."""
        return self._logs / f"{name}.log"

    def _stage_script(self) -> Iterator[Mount]:
        if self.job.kind == "script":
            script = self.folder / "script"
            script.write_text(expand(str(self.job.template["script"].get("source") or ""), {}), "utf-8")
            script.chmod(0o755)
            yield Mount(str(script), SCRIPT)

    def _load_artifacts(self) -> Iterator[Mount]:
        for number, artifact in enumerate(list_artifacts(self.job.template.get("inputs"))):
            if not has_location(artifact):
                if artifact.get("optional"):
                    continue
                raise PodError(f"{_INIT}required artifact '{artifact['name']}' not supplied")
            loaded = self.folder / "inputs" / str(number)
            exists = self._load(artifact, loaded)
            path = os.path.normpath(str(artifact.get("path") or ""))
            mount = self.find_mount(path)
            if mount is None:
                if not exists:
                    loaded.mkdir()  # as Kubernetes does at the path of an optional artifact that does not exist
                yield Mount(str(loaded), path)
            elif exists:
                _place(loaded, mount, path, str(artifact["name"]))

    def _load(self, artifact: Mapping[str, Any], target: Path) -> bool:
        raw = artifact.get("raw")
        if isinstance(raw, Mapping):
            artifact = {**artifact, "raw": {"data": expand(str(raw.get("data") or ""), {})}}
        try:
            exists = self.settings.store.load(artifact, target)
        except (StoreError, ArchiveError, OSError) as error:
            raise PodError(f"{_INIT}{error}") from None
        if self.pod.security.get("runAsUser") is not None:
            _give(target, int(self.pod.security["runAsUser"]), int(self.pod.security.get("runAsGroup") or 0))
        return exists

    def find_mount(self, path: str) -> VolumeMount | None:
        """Return the volume on which a path of the main container is."""
        found = [each for each in self._mounts if path == each.path or path.startswith(f"{each.path.rstrip('/')}/")]
        return max(found, key=lambda each: len(each.path), default=None)

    def _list_outputs(self) -> Iterator[tuple[str, str]]:
        declared = self.job.template.get("outputs")
        for number, parameter in enumerate(list_parameters(declared)):
            path = (parameter.get("valueFrom") or {}).get("path")
            if path and self.find_mount(str(path)) is None:
                yield f"parameter-{number}", str(path)
        for number, artifact in enumerate(list_artifacts(declared)):
            if artifact.get("path") and self.find_mount(str(artifact["path"])) is None:
                yield f"artifact-{number}", str(artifact["path"])

    def find_output(self, name: str, path: str) -> Path | None:
        """Return what a pod has left at a path: the copy that was kept, or the file on a volume; None without one."""
        mount = self.find_mount(os.path.normpath(path))
        if mount is None:
            kept = self.collected / name
            return kept if kept.exists() and not kept.is_symlink() else None
        found = _find_below(mount, os.path.normpath(path)).resolve()
        return found if found.exists() and found.is_relative_to(mount.source.resolve()) else None

    def remove(self) -> None:
        """Remove all but the logs."""
        shutil.rmtree(self.folder, onerror=_unlock)


def _give(target: Path, user: int, group: int) -> None:
    """Give files to the user of a pod, as which Argo loads them; where that cannot be, let all users read them."""
    for path in (target, *target.rglob("*")):
        try:
            os.chown(path, user, group, follow_symlinks=False)
        except OSError:
            if path.exists() and not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))


def _place(source: Path, mount: VolumeMount, path: str, name: str) -> None:
    """Move an artifact to a path on a volume, where links of containers are not followed. Raises PodError."""
    target = _find_below(mount, path)
    if not target.parent.resolve().is_relative_to(mount.source.resolve()):
        raise PodError(f"path '{path}' of artifact '{name}' leads out of its volume")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        shutil.move(source, target)
    except OSError as error:
        raise PodError(str(error)) from None


def _find_below(mount: VolumeMount, path: str) -> Path:
    return mount.source / os.path.relpath(path, mount.path)


def _unlock(function: Any, path: str, _: object) -> None:
    """Remove what a program has made inaccessible."""
    try:
        Path(path).parent.chmod(0o700)
        if not Path(path).is_symlink():
            Path(path).chmod(0o700)
        function(path)
    except OSError:
        shutil.rmtree(path, ignore_errors=True)
