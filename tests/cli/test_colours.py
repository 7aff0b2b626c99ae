"""Colours where a person looks, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, Run, Write

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
RED = b"\x1b[31m\x1b[1merror\x1b[0m[unknown-key]"


def run_in_terminal(folder: Path, *arguments: str, stream: str = "stderr", **environment: str) -> bytes:
    """The messages of argogen on a standard error, or another stream, that is a terminal."""
    ours, theirs = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "argogen", *arguments]
    subprocess.run(command, cwd=folder, env={**inherited, **environment}, check=False, timeout=60, **{stream: theirs})
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


def test_the_marks_of_test_cases_have_colours(folder: Path, write: Write) -> None:
    cases = (
        "cases: [{name: a, mocks: {p: {}}, expect: {ran: [p]}}, {name: b, mocks: {p: {}}, expect: {not_ran: [p]}}]\n"
    )
    write({"p.yaml": "name: p\nimage: alpine:3.23\nrun: ls\n", "p.test.yaml": cases})
    passed, failed = "\x1b[32m\x1b[1m✓\x1b[0m a".encode(), "\x1b[31m\x1b[1m✗\x1b[0m b".encode()
    said = run_in_terminal(folder, "test", stream="stdout")
    assert passed in said
    assert failed in said
    assert b"\x1b[" not in run_in_terminal(folder, "test", stream="stdout", NO_COLOR="1")
