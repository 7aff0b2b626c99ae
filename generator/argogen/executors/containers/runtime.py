"""The runtime of pods whose containers an engine runs."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from argogen.executors.containers.arguments import Placement
from argogen.executors.containers.cleanup import Reaper, label_run, remove, remove_leftovers
from argogen.executors.containers.client import Client
from argogen.executors.containers.engine import Engine, EngineError
from argogen.executors.containers.images import Images
from argogen.executors.containers.networks import HOST, Networks
from argogen.executors.containers.security import find_privileges
from argogen.executors.pods.errors import PodError
from argogen.executors.pods.pod import ADDRESS, Pod
from argogen.executors.pods.probes import find_port
from argogen.executors.runtime import Command, Ended

_PAUSE = "pod"
_POD_FIELD = "status.podIP"
_DIGITS = 10
_LONGEST_NAME = 200
_MOUNTED = "/mnt"


class ContainerRuntime:
    """Runs the containers of one run; `folder` is its directory, an absolute path.

    `network` is the one of containers, as the option `--network` of the engine; "" for the default. `is_abandoned`
    returns whether no process uses the directory of another run. The process that removes containers if this one is
    killed holds the open files `held` until then. `allows_privileges` allows what `security` finds.
    """

    def __init__(
        self, engine: Engine, images: Images, folder: Path, network: str = "",
        is_abandoned: Callable[[Path], bool] = lambda _: False, held: Sequence[int] = (), *,
        allows_privileges: bool = False,
    ) -> None:  # fmt: skip
        """Remove containers that were left by a killed process."""
        self._engine, self._images, self._networks = engine, images, Networks(engine, network)
        self._network, self._labels = network, label_run(folder)
        self._allows_privileges = allows_privileges
        self._prefix = f"argogen-{hashlib.sha256(str(folder).encode()).hexdigest()[:_DIGITS]}"
        remove_leftovers(engine, folder, is_abandoned)
        self._reaper = Reaper(engine, folder, held)
        self._shared: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self._removals: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._are_removed = True

    def open(self, pod: Pod) -> str:
        """Start the container that holds the network of a pod, if it shares one; return its address."""
        if self._networks.is_host or not _shares_network(pod):
            return ADDRESS
        try:
            if pod.is_daemon:
                self._network = self._networks.connect(self._prefix, self._labels)
            placement = self._place(pod.name, _PAUSE)
            address = self._networks.open(placement, pod.name[:63].rstrip("-."), find_port(pod))
        except EngineError as error:
            self.release(pod)
            raise PodError(str(error)) from None
        self._shared[pod.name] = placement.name
        return address

    def locate(self, pod: Pod, port: int) -> tuple[str, int]:
        """Return the address and the port at which this process reaches a port of a pod."""
        holder = self._shared.get(pod.name)
        try:
            return (pod.address, port) if holder is None else self._networks.locate(holder, pod.address, port)
        except EngineError as error:
            raise ConnectionError(str(error)) from None

    def start(self, command: Command, done: Callable[[Ended], None]) -> Client:
        """Start a container. Raises PodError if it has privileges that are not allowed."""
        privileges = [] if self._allows_privileges else find_privileges(command.security)
        if privileges:
            raise PodError(f"container with {', '.join(privileges)}: allow it with --allow-privileged")
        placement = self._place(command.hostname, str(command.spec.get("name") or ""))
        return Client(self._engine, self._images, command, placement, done)

    def _place(self, pod: str, container: str) -> Placement:
        name = f"{self._prefix}-{pod[-_LONGEST_NAME:].lstrip('-.')}-{container}"
        self._names.setdefault(pod, []).append(name)
        if pod in self._shared:
            return Placement(name, self._labels, f"container:{self._shared[pod]}", is_shared=True)
        return Placement(name, self._labels, self._network, is_shared=self._network == HOST)

    def erase(self, folder: Path) -> None:
        """Remove a directory with files of other users: in the namespace of podman, or in a container."""
        with contextlib.suppress(EngineError):
            if self._engine.is_podman and self._engine.is_rootless:
                self._engine.call("unshare", "rm", "-rf", "--", str(folder))
            for image in self._images.list_required():
                if folder.exists():
                    options = ["--rm", "--user=0", "--pull=never", "--network=none", "--entrypoint=rm"]
                    mount = f"--volume={folder.parent}:{_MOUNTED}"
                    self._engine.call("run", *options, mount, "--", image, "-rf", f"{_MOUNTED}/{folder.name}")

    def release(self, pod: Pod) -> None:
        """Remove the containers of a pod in the background."""
        self._shared.pop(pod.name, None)
        names = self._names.pop(pod.name, [])
        if names:
            thread = threading.Thread(target=self._remove, args=(names,), daemon=True)
            with self._lock:
                self._removals = [each for each in self._removals if each.is_alive()] + [thread]
                thread.start()

    def _remove(self, names: list[str]) -> None:
        if not remove(self._engine, names):
            self._are_removed = False

    def close(self) -> None:
        """Remove all containers."""
        for thread in self._removals:
            thread.join()
        is_clean = self._are_removed and not self._names and self._network != self._prefix
        self._reaper.close(is_clean=is_clean)


def _shares_network(pod: Pod) -> bool:
    containers = [*pod.main, *pod.sidecars]
    return pod.is_daemon or len(containers) > 1 or any(_POD_FIELD in str(each) for each in (*containers, *pod.volumes))
