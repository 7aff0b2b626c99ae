from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from argogen.cli.program import run as run_argogen
from argogen.engine.workers import pool
from tests.git.identity import NOBODY

GOOD = "name: hello\nparameters: {who: world}\nimage: busybox\nrun: echo {{parameters.who}}\n"
# One error.
BAD = "name: hello\nimage: busybox\nrunn: echo\n"
# A project, and a pipeline that inherits its image.
PROJECT = "pipelines: pipelines/\ndefaults: {image: alpine:3.23}\n"
HELLO = "name: hello\nrun: echo hello\n"


def wait_for_workers(process: subprocess.Popen[bytes]) -> list[int]:
    """Wait for the worker processes of a run, and return their ids; requires Linux."""
    command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process.pid)]
    while process.poll() is None:
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        if workers := [int(line.split()[0]) for line in listed.splitlines() if "spawn_main" in line]:
            return workers
    raise AssertionError(f"it ended without any: {process.communicate()}")


@dataclass(frozen=True)
class Outcome:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]
Tree = Callable[[], dict[str, bytes]]
Git = Callable[..., None]
Write = Callable[[Mapping[str, str | bytes]], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    """A function that writes files, `{name: text}`, to the working directory."""

    def write_files(files: Mapping[str, str | bytes]) -> None:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)

    return write_files


@pytest.fixture
def without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiles pipelines with packs in this process; the start of another takes longer than nearly all of these tests.

    The tests of limits and the first ones of packs have processes.
    """
    monkeypatch.setattr(pool, "PACK_LIMITS", None)


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A separate user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "argogen"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs argogen in the working directory, with a string as standard input."""

    def run_command(*arguments: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = run_argogen(list(arguments))
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run_command


@pytest.fixture
def tree(folder: Path) -> Tree:
    """A function that returns the contents of all files in the working directory; directories end in `/`."""

    def read_tree() -> dict[str, bytes]:
        found = sorted(folder.rglob("*"))
        return {
            path.relative_to(folder).as_posix() + "/" * path.is_dir(): b"" if path.is_dir() else path.read_bytes()
            for path in found
        }

    return read_tree


@pytest.fixture
def git(folder: Path) -> Git:
    """A function that runs git in the working directory, with a neutral author."""
    environ = {**os.environ, **NOBODY, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def run_git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, env=environ, check=True, capture_output=True)

    return run_git


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start argogen as a process."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "argogen", *arguments]
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder, env={**os.environ, **environment}
    )


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Lets what the test starts be interrupted.

    A shell without job control ignores this signal in background processes, such as these tests, and their child
    processes inherit that, unless there is a handler.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
