"""The command line of a container engine: podman or docker."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.records import Record

ENGINES = ("podman", "docker")
_TIMEOUT = 60.0
_PREFIXES = ("docker: ", "Error: ", "error: ", "Error response from daemon: ")


class EngineError(Exception):
    """An engine that cannot be used, or a command of it that failed; the message is the reason."""


class Answer(Record):
    """The end of a command: its exit code, standard output, and its error messages."""

    code: int
    output: bytes
    errors: str


class Engine(Record):
    """A container engine that works: podman or docker, its program, and properties of the machine that it uses.

    `environ` are the environment variables of the program. `processors` is the number of CPUs.
    """

    name: str
    program: str
    environ: Mapping[str, str]
    machine: str = "x86_64"
    processors: int = 1
    is_rootless: bool = False
    uses_selinux: bool = False

    @property
    def is_podman(self) -> bool:
        """Whether it is podman, also if the program is called docker."""
        return self.name == "podman"

    def call(self, *args: str, data: bytes | None = None, timeout: float | None = _TIMEOUT) -> Answer:
        """Run a command of the engine. Raises EngineError."""
        return call_program(self.build(*args), self.environ, data, timeout)

    def build(self, *args: str) -> list[str]:
        """Return the command line of a command, without warnings: they would be in the output of containers."""
        return [self.program, "--log-level=error", *args]

    def query(self, *args: str) -> bytes:
        """Run a command of the engine, and return its output. Raises EngineError if it fails."""
        answer = self.call(*args)
        if answer.code:
            raise EngineError(answer.errors or f"'{self.name} {args[0]}' failed with exit code {answer.code}")
        return answer.output


def call_program(
    args: Sequence[str], environ: Mapping[str, str], data: bytes | None = None, timeout: float | None = _TIMEOUT
) -> Answer:
    """Run a program in a separate session, which Ctrl-C does not reach. Raises EngineError."""
    given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if data is None else {"input": data}
    try:
        done = subprocess.run(  # noqa: S603 - a program of the user
            list(args), env=dict(environ), capture_output=True, check=False, timeout=timeout, start_new_session=True,
            **given,
        )  # fmt: skip
    except OSError as error:
        raise EngineError(f"'{args[0]}' cannot be started: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise EngineError(f"'{' '.join(args[:2])}' did not answer in {timeout:g} s") from None
    return Answer(done.returncode, done.stdout, read_errors(done.stderr))


def read_errors(data: bytes) -> str:
    """Return the message in the error output of an engine: its last line, without prefixes and advice."""
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    kept = [line for line in lines if line and "--help" not in line and not line.startswith('time="')]
    message = kept[-1] if kept else ""
    for prefix in _PREFIXES:
        message = message.removeprefix(prefix)
    return message


def find_engine(choice: str | None, environ: Mapping[str, str], *, timeout: float = _TIMEOUT) -> Engine:
    """Return the chosen engine, or the first one that works, with a time limit in seconds for each.

    Raises EngineError with the reasons.
    """
    reasons = []
    for name in ENGINES if choice is None else (choice,):
        try:
            return _open(name, environ, timeout)
        except EngineError as error:
            reasons.append(f"{name}: {error}")
    raise EngineError("; ".join(reasons))


def _open(name: str, environ: Mapping[str, str], timeout: float) -> Engine:
    program = shutil.which(name, path=environ.get("PATH", ""))
    if program is None:
        raise EngineError("not installed")
    answer = call_program([program, "info", "--format", "{{json .}}"], environ, timeout=timeout)
    try:
        info = json.loads(answer.output)
    except ValueError:
        raise EngineError(answer.errors or "'info' did not print its properties") from None
    if answer.code or info.get("ServerErrors"):
        raise EngineError(answer.errors or str(info["ServerErrors"][0]))
    return _read_podman(program, environ, info) if "host" in info else _read_docker(program, environ, info)


def _read_podman(program: str, environ: Mapping[str, str], info: Mapping[str, Any]) -> Engine:
    host = info["host"]
    security = host.get("security") or {}
    return Engine(
        "podman", program, environ, _name_machine(str(host.get("arch") or "")), int(host.get("cpus") or 1),
        bool(security.get("rootless")), bool(security.get("selinuxEnabled")),
    )  # fmt: skip


def _read_docker(program: str, environ: Mapping[str, str], info: Mapping[str, Any]) -> Engine:
    options = {str(each).partition(",")[0] for each in info.get("SecurityOptions") or ()}
    return Engine(
        "docker", program, environ, _name_machine(str(info.get("Architecture") or "")), int(info.get("NCPU") or 1),
        "name=rootless" in options, "name=selinux" in options,
    )  # fmt: skip


def _name_machine(name: str) -> str:
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(name, name)
