"""Colours where a person looks, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, Run

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
RED = b"\x1b[31m\x1b[1merror\x1b[0m[unknown-key]"
Write = Callable[[dict[str, str]], None]


def run_in_terminal(folder: Path, *arguments: str, **environment: str) -> bytes:
    """What argogen says on a standard error that is a terminal."""
    ours, theirs = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "argogen", *arguments]
    subprocess.run(command, stderr=theirs, cwd=folder, env={**inherited, **environment}, check=False, timeout=60)
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 65536):
            said += chunk
    except OSError:  # on Linux: the other end is closed
        pass
    os.close(ours)
    return said


def test_a_terminal_has_colours(folder: Path, write: Write) -> None:
    write({"a.yaml": BAD})
    said = run_in_terminal(folder, "lint", "a.yaml")
    assert RED in said
    for code in (b"\x1b[31m", b"\x1b[33m", b"\x1b[1m", b"\x1b[0m"):
        said = said.replace(code, b"")
    assert b"\x1b" not in said


def test_no_color(folder: Path, write: Write) -> None:
    write({"a.yaml": BAD})
    said = run_in_terminal(folder, "lint", "a.yaml", NO_COLOR="1")
    assert b"error[unknown-key]" in said
    assert b"\x1b" not in said


@pytest.mark.parametrize("command", ["render", "lint", "context"])
def test_what_is_no_terminal_has_none(run: Run, write: Write, command: str) -> None:
    write({"a.yaml": BAD})
    said = run(command, "a.yaml")
    assert "error[unknown-key]" in said.err
    assert "\x1b" not in said.out + said.err
