"""The network that the containers of a pod share: that of a container which only waits, as on Kubernetes."""

from __future__ import annotations

import io
import json
import struct
import sys
import tarfile
import threading
from collections.abc import Sequence

from argogen.executors.containers.arguments import Placement, build_common
from argogen.executors.containers.engine import Engine, EngineError
from argogen.executors.pods.pod import ADDRESS

PAUSE_IMAGE = "localhost/argogen-pause:1"
HOST = "host"
_PROGRAMS = {
    "x86_64": (62, bytes.fromhex("b8220000000f05ebf7")),
    "aarch64": (183, bytes.fromhex("000080d2010080d2020080d2030080d2280980d2010000d4faffff17")),
}
"""The machine code of a program that waits for ever, with the number of the machine in ELF: pause, and ppoll."""
_ADDRESS, _HEADERS = 0x400000, 120


def build_pause_program(machine: str) -> bytes:
    """Return an ELF program that waits until it is killed. Raises EngineError for other machines."""
    if machine not in _PROGRAMS:
        raise EngineError(f"pods of several containers are not supported on {machine} machines")
    number, code = _PROGRAMS[machine]
    size = _HEADERS + len(code)
    header = struct.pack(
        "<4sBBBBB7xHHIQQQIHHHHHH",
        b"\x7fELF", 2, 1, 1, 0, 0, 2, number, 1, _ADDRESS + _HEADERS, 64, 0, 0, 64, 56, 1, 64, 0, 0,
    )  # fmt: skip
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _ADDRESS, _ADDRESS, size, size, 0x1000)
    return header + segment + code


class Networks:
    """The containers that hold the networks of pods. `network` is the one that they join, "" for the default."""

    def __init__(self, engine: Engine, network: str) -> None:
        self._engine, self._network = engine, network
        self._lock = threading.Lock()
        self._has_image = False

    @property
    def is_host(self) -> bool:
        """Whether containers use the network of the host."""
        return self._network == HOST

    def open(self, placement: Placement, hostname: str, port: int) -> str:
        """Start the container that holds the network of a pod; return the address of the pod. Raises EngineError.

        `port` is the one that this process connects to, 0 without one.
        """
        self._require_image()
        options = build_common(self._engine, placement._replace(has_init=False))
        published = [f"--publish={ADDRESS}::{port}"] if port and self._is_remote else []
        self._engine.query("run", "--detach", *options, f"--hostname={hostname}", *published, "--", PAUSE_IMAGE)
        return self._find_address(placement.name)

    def locate(self, container: str, address: str, port: int) -> tuple[str, int]:
        """Return the address and the port at which this process reaches a port of a pod. Raises EngineError."""
        if not self._is_remote:
            return address, port
        published = self._engine.query("port", container, f"{port}/tcp").decode().splitlines()[0]
        host, _, number = published.rpartition(":")
        return host, int(number)

    @property
    def _is_remote(self) -> bool:
        """Whether addresses of containers are not reached from here: in a virtual machine, or another namespace."""
        return self._engine.is_rootless or not sys.platform.startswith("linux")

    def connect(self, name: str, labels: Sequence[str]) -> str:
        """Return a network in which daemons are reached, created if the default one separates containers."""
        with self._lock:
            if not self._network and self._engine.is_podman and self._engine.is_rootless:
                if self._engine.call("network", "inspect", "--", name).code:  # it is there after a reboot
                    self._engine.query("network", "create", *(f"--label={each}" for each in labels), name)
                self._network = name
        return self._network

    def _find_address(self, name: str) -> str:
        found = json.loads(self._engine.query("container", "inspect", "--format", "{{json .NetworkSettings}}", name))
        networks = [found, *(found.get("Networks") or {}).values()]
        return next((str(each["IPAddress"]) for each in networks if each.get("IPAddress")), ADDRESS)

    def _require_image(self) -> None:
        with self._lock:
            if not self._has_image and self._engine.call("image", "inspect", "--", PAUSE_IMAGE).code:
                data = _build_image(build_pause_program(self._engine.machine))
                answer = self._engine.call("import", '--change=ENTRYPOINT ["/pause"]', "-", PAUSE_IMAGE, data=data)
                if answer.code:
                    raise EngineError(answer.errors)
            self._has_image = True


def _build_image(program: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo("pause")
        member.size, member.mode = len(program), 0o755
        archive.addfile(member, io.BytesIO(program))
    return stream.getvalue()
