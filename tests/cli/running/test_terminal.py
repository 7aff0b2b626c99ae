"""`argogen run` in a pseudo-terminal: the tree, questions, Ctrl-C, and the state of the terminal afterwards."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Write
from tests.executors.running import require_namespaces

PIPELINE = """
name: p
defaults: {image: alpine:3.23}
steps:
- {name: plan, run: "echo planned"}
- {name: review, suspend: {}, outputs: {comment: {supplied: {}}}}
- {name: show, run: "echo got {{review.comment}}"}
"""
SLOW = """
name: slow
defaults: {image: alpine:3.23}
steps: [{name: a, run: "sleep 987.7"}]
on_exit: {run: "echo bye"}
"""
SHOW, HIDE = "\x1b[?25h", "\x1b[?25l"


class Session:
    """A program in a pseudo-terminal of 80 by 24 cells."""

    def __init__(self, folder: Path, *arguments: str, **environ: str) -> None:
        self._terminal, self.inner = os.openpty()
        fcntl.ioctl(self.inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.mode = termios.tcgetattr(self.inner)
        command = [sys.executable, "-m", "argogen", "run", *arguments, "--executor", "process", "--runs", "runs"]
        environ = {**os.environ, "TERM": "xterm-256color", **environ}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=self.inner, stdout=self.inner, stderr=self.inner,
            start_new_session=True, preexec_fn=self._control,
        )  # fmt: skip
        self.shown, self._seen = "", 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def _control(self) -> None:
        fcntl.ioctl(self.inner, termios.TIOCSCTTY, 0)

    def type(self, text: str) -> None:
        """Type a string."""
        os.write(self._terminal, text.encode())

    def resize(self, lines: int, columns: int) -> None:
        """Change the size of the terminal."""
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def expect(self, text: str) -> None:
        """Wait until a string is shown after the one that was awaited before."""
        while (start := self.shown.find(text, self._seen)) < 0:
            ready, _, _ = select.select([self._terminal], [], [], 60)
            assert ready, f"{text!r} is not shown: {self.shown!r}"
            self.shown += self._decoder.decode(os.read(self._terminal, 65536))
        self._seen = start + len(text)

    def wait(self) -> int:
        """Wait for the end of the program, and return its exit code."""
        code = self.process.wait(timeout=60)
        os.set_blocking(self._terminal, False)
        with contextlib.suppress(BlockingIOError):
            self.shown += self._decoder.decode(os.read(self._terminal, 1 << 20))
        return code

    def close(self) -> None:
        """Close the terminal."""
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)
        os.close(self.inner)


Open = Callable[..., Session]


@pytest.fixture
def open_terminal(folder: Path) -> Iterator[Open]:
    require_namespaces()
    opened: list[Session] = []

    def open_session(*arguments: str, **environ: str) -> Session:
        opened.append(Session(folder, *arguments, **environ))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


def check_terminal(session: Session) -> None:
    """Check that the cursor is shown, and that the mode of the terminal is the one before."""
    assert session.shown.rfind(SHOW) >= session.shown.rfind(HIDE)
    assert termios.tcgetattr(session.inner) == session.mode


def test_a_person_approves_a_step(write: Write, open_terminal: Open) -> None:
    write({"p.yaml": PIPELINE})
    session = open_terminal("p.yaml", "--log", "show")
    session.expect("Resume step 'review'? [Y/n] ")
    assert "✔ plan" in session.shown
    session.type("y\r")
    session.expect("comment: ")
    session.type("fine\r")
    session.expect("got fine")
    session.expect("\nSucceeded")
    assert session.wait() == 0
    check_terminal(session)


def test_ctrl_c_stops_the_run_and_restores_the_terminal(write: Write, open_terminal: Open) -> None:
    write({"p.yaml": SLOW})
    session = open_terminal("p.yaml", NO_COLOR="1")
    session.expect("● a")
    session.resize(10, 40)
    session.expect("● a")
    session.type("\x03")
    session.expect("✔ on_exit")
    assert session.wait() == 1
    assert "Stopping" in session.shown
    check_terminal(session)


def test_ctrl_c_withdraws_a_question(write: Write, open_terminal: Open) -> None:
    write({"p.yaml": PIPELINE})
    session = open_terminal("p.yaml", "--plain")
    session.expect("Resume step 'review'? [Y/n] ")
    session.type("\x03")
    session.expect("Resume: argogen run")
    assert session.wait() == 1
    assert HIDE not in session.shown
    check_terminal(session)


@pytest.mark.parametrize(("arguments", "environ"), [(("--plain",), {}), ((), {"TERM": "dumb"})])
def test_lines_on_a_terminal(
    write: Write, open_terminal: Open, arguments: tuple[str, ...], environ: dict[str, str]
) -> None:
    write({"p.yaml": PIPELINE})
    session = open_terminal("p.yaml", "--approve", "review:comment=fine", *arguments, **environ)
    session.expect("\nSucceeded")
    assert session.wait() == 0
    assert " Succeeded plan in " in session.shown
    assert HIDE not in session.shown
