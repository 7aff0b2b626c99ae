"""Files that are no files: named pipes, sockets, devices, endless ones. Each is reported, and none is waited for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.files import MAX_BYTES, list_template_files, read_bytes
from tests.cli.conftest import HELLO, PROJECT, Run, Write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="special files as POSIX has them")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(before)


def make_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (make_pipe, "it is a named pipe, not a regular file"),
    "socket": (make_socket, ""),  # systems differ in the reason
    "device": (make_device, "it is a device, not a regular file"),
    "large": (make_large, "MiB"),
}
# Where the file is, what is written around it, and the command.
SCRIPT = "name: a\nimage: b\nscript: {command: [sh], file: job.sh}\n"
PYTHON = "name: a\nimage: b\npython: {file: job.py, function: main}\n"
IMAGE = f"image: b\n{HELLO}"
OF_A_PACK: dict[str, str | bytes] = {"argogen.yaml": f"{PROJECT}packs: {{a: {{path: p}}}}\n", "pipelines/a.yaml": HELLO}
LOCKED: dict[str, str | bytes] = {**OF_A_PACK, "argogen.yaml": f"{PROJECT}packs: {{a: {{git: x, ref: v1}}}}\n"}
PLACES: dict[str, tuple[str, dict[str, str | bytes], tuple[str, ...]]] = {
    "argument of render": ("f.yaml", {}, ("render", "f.yaml")),
    "argument of lint": ("f.yaml", {}, ("lint", "f.yaml")),
    "argument of import": ("f.yaml", {}, ("import", "f.yaml")),
    "in a directory": ("d/f.yaml", {"d/g.yaml": HELLO}, ("render", "d")),
    "script": ("job.sh", {"f.yaml": SCRIPT}, ("render", "f.yaml")),
    "python": ("job.py", {"f.yaml": PYTHON}, ("render", "f.yaml")),
    "parameters": ("p.yaml", {"f.yaml": HELLO}, ("render", "f.yaml", "-p", "p.yaml")),
    "existing manifest": ("o/m.yaml", {"o/x": "", "argogen.lock": "", "f.yaml": HELLO}, ("lint", "o")),
    "lock": ("argogen.lock", LOCKED, ("render",)),
    "pack": ("p/argogen-pack.yaml", OF_A_PACK, ("render",)),
    "file of a pack": ("p/extra", {"p/argogen-pack.yaml": "name: a\n", **OF_A_PACK}, ("render",)),
    "in the pipelines": ("pipelines/f.yaml", {"argogen.yaml": PROJECT, "pipelines/a.yaml": HELLO}, ("render",)),
    "template": ("t/constructs/container.yaml.j2", {"f.yaml": IMAGE}, ("render", "f.yaml", "--templates", "t")),
    "project": ("pyproject.toml", {"f.yaml": IMAGE}, ("render", "f.yaml")),
}
# Where a file that is none is not there.
ABSENT = {"template", "project", "lock", "pack"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_it_is_reported(run: Run, write: Write, folder: Path, place: str, kind: str) -> None:
    name, files, arguments = PLACES[place]
    write(files)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    make, reason = KINDS[kind]
    make(path)
    done = run(*arguments)
    assert done.code in (0, 1, 2)
    if place not in ABSENT and place != "existing manifest":
        assert "error[" in done.err
        assert any(each in done.err for each in (reason, "is a symbolic link", "is outside of"))
        assert path.name in done.err or "exceed 20 MiB" in done.err


def test_the_pipes_of_a_shell_are_read(write: Write, folder: Path) -> None:
    write({"hello.yaml": f"image: b\n{HELLO}"})
    script = f"cat hello.yaml | {sys.executable} -m argogen render /dev/stdin"
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "kind: Workflow" in done.stdout) == (0, True)


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_an_endless_stream_ends(folder: Path, name: str) -> None:
    script = f"yes | {sys.executable} -m argogen lint {name}"
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (1, 2)
    assert "cannot read the file: it is larger than 32 MiB" in done.stderr


def test_files_of_unknown_size_are_read() -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("NOTHING WAS TRIED: there is no /proc here")
    assert read_bytes("/proc/self/status").startswith(b"Name:")


@pytest.fixture
def unreadable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that cannot be read, also not by the superuser, to whom modes do not apply."""
    closed = folder / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refuse(path: str | os.PathLike[str] = ".") -> Iterator[os.DirEntry[str]]:
        if Path(os.fspath(path)).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    return closed


def test_a_directory_of_templates_that_cannot_be_read(unreadable: Path, folder: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot read the directory: Permission denied"):
        list(list_template_files(folder))


DIRECTORIES = {
    "argument": ({}, ("render", ".")),
    "templates": ({"f.yaml": f"image: b\ntemplates: .\n{HELLO}"}, ("render", "f.yaml")),
    "pipelines": ({"argogen.yaml": "pipelines: .\n"}, ("render",)),
    "glob": ({"argogen.yaml": "pipelines: '**/*.yaml'\n"}, ("render",)),
    "all projects": ({"argogen.yaml": "pipelines: p.yaml\n", "p.yaml": HELLO}, ("render", "--all-projects")),
}


@pytest.mark.parametrize("place", DIRECTORIES)
def test_a_directory_that_cannot_be_read_does_not_look_empty(
    run: Run, write: Write, unreadable: Path, place: str
) -> None:
    files, arguments = DIRECTORIES[place]
    write(files)
    done = run(*arguments)
    assert done.code == 2
    assert "closed: error[unreadable-file]: cannot read the directory: Permission denied" in done.err


@pytest.mark.slow
def test_a_directory_of_templates_that_is_the_whole_disk(run: Run, write: Write, folder: Path) -> None:
    write({f"many/{number // 500}/{number}": "" for number in range(20_001)})
    write({"f.yaml": f"image: b\ntemplates: many\n{HELLO}"})
    done = run("render", "f.yaml")
    assert done.code == 2
    assert "directory of templates must contain at most 20,000 files" in done.err
