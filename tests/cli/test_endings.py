"""The program as a process: its entry points, and how it ends when it is stopped."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import GOOD, Write, start

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and closed streams as POSIX has them")


def run_command(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A shell's command line, in which `argogen` is this one."""
    line = command.replace("argogen", f"{sys.executable} -m argogen")
    shell = ["bash", "-o", "pipefail", "-c", line]
    return subprocess.run(
        shell, cwd=folder, env={**os.environ, **environment}, capture_output=True, timeout=60, check=False
    )


def test_python_m(folder: Path, write: Write) -> None:
    write({"a.yaml": GOOD})
    process = start(folder, "render", "a.yaml")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert yaml.load(out, yaml.CSafeLoader)["kind"] == "Workflow"


@POSIX
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_while_it_waits_for_a_pipeline(folder: Path) -> None:
    process = start(folder, "render", "-", "-o", "out.yaml")
    wait_until_it_reads(process)  # a signal before that would be Python's to answer
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")  # a line end after the terminal's ^C
    assert list(folder.iterdir()) == []


def wait_until_it_reads(process: subprocess.Popen[bytes]) -> None:
    """Write the beginning of a pipeline, and wait until nothing of it is left in the pipe."""
    assert process.stdin
    process.stdin.write(b"name: x\n")
    process.stdin.flush()
    fcntl, termios = map(importlib.import_module, ("fcntl", "termios"))  # which Windows does not have
    while int.from_bytes(fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)), sys.byteorder):
        time.sleep(0.01)


@POSIX
def test_a_reader_that_stops_early(folder: Path, write: Write) -> None:
    steps = "".join(f"- {{name: step-{n}, run: echo {'x' * 100}}}\n" for n in range(2000))
    write({"big.yaml": f"name: big\ndefaults: {{image: busybox}}\nsteps:\n{steps}"})
    # Unbuffered, Python forgets what a write could not deliver, and so does not notice that nobody reads.
    done = run_command("argogen render big.yaml | head -1", folder, PYTHONUNBUFFERED="")
    assert done.stdout == b"apiVersion: argoproj.io/v1alpha1\n"
    assert done.stderr == b""
    assert done.returncode == 141


@POSIX
def test_nobody_reads_what_is_wrong(folder: Path, write: Write) -> None:
    write({"a.yaml": "name: a\nrun: 3\n"})
    done = run_command("{ argogen render a.yaml; echo $? >&3; } 3>code 2>&1 | true", folder)
    assert done.stderr == b""
    assert (folder / "code").read_text() in {"141\n", "2\n"}  # it may have been faster than `true`


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_full_disk(folder: Path, write: Write) -> None:
    write({"a.yaml": GOOD})
    done = run_command("argogen render a.yaml > /dev/full", folder)
    assert (done.returncode, done.stderr) == (2, b"argogen: the output cannot be written: No space left on device\n")


@POSIX
def test_a_closed_standard_output(folder: Path, write: Write) -> None:
    write({"a.yaml": GOOD})
    done = run_command("argogen render a.yaml -o out.yaml >&-", folder)
    assert (done.returncode, done.stderr) == (0, b"1 manifest: 1 written\n")
    assert (folder / "out.yaml").is_file()


def test_the_bytes_are_utf8_whatever_the_terminal_speaks(folder: Path, write: Write) -> None:
    write({"a.yaml": GOOD.replace("world", "wörld 漢")})
    plain, *others = (
        start(folder, "render", "a.yaml", **e) for e in ({}, {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C"})
    )
    expected = plain.communicate(timeout=60)[0]
    assert "wörld 漢".encode() in expected
    assert [other.communicate(timeout=60)[0] for other in others] == [expected, expected]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(folder: Path, shell: str) -> None:
    process = start(folder, _ARGOGEN_COMPLETE=f"{shell}_source", BASH="/bin/bash")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"_ARGOGEN_COMPLETE=" + shell.encode() + b"_complete" in out
    assert b"Traceback" not in err


@pytest.mark.parametrize(
    ("line", "words"), [("argogen re", {"render"}), ("argogen schema argo --kind Cron", {"CronWorkflow"})]
)
def test_completion_knows_commands_and_choices(folder: Path, line: str, words: set[str]) -> None:
    count = str(len(line.split()) - 1)
    process = start(folder, _ARGOGEN_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=count)
    out, _ = process.communicate(timeout=60)
    assert {entry.partition(",")[2] for entry in out.decode().split()} == words
