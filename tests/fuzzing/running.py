"""Run a command on mutated files, in this process or as a process, with a limit of time."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from argogen.cli import program
from tests.fuzzing.corpus import Case, read_cases
from tests.fuzzing.mutations import mutate

SECONDS = 5
"""What a run may take of the processor when it is measured."""

HANG = 120
"""What ends a run in any case: far above what any run takes, on a busy machine, too."""

MEGABYTES = 300
# How often each kind is tried; each run with packs starts a process.
_WEIGHTS: Mapping[str, float] = {
    "pipelines": 10,
    "manifests": 8,
    "runnable": 4,
    "tests": 4,
    "projects": 2,
    "packs": 0.1,
    "locks": 0.2,
}
_LOG = re.compile(r"attach (\S+)")


class Outcome(NamedTuple):
    """How a run ended: its exit code, the seconds of the processor, the memory in MiB (of processes), the errors."""

    code: int
    seconds: float
    memory: float
    err: str

    def find_fault(self, seconds: float = HANG) -> str:
        """Return why the run is a failure; empty for a success."""
        if self.code not in (0, 1, 2):
            return f"exit code {self.code}: {self.err[-1500:]}"
        if self.seconds > seconds:
            return f"{self.seconds:.1f} s"
        return f"{self.memory:.0f} MiB" if self.memory > MEGABYTES else ""


class Attempt(NamedTuple):
    """Mutated files, and the command."""

    case: Case
    content: bytes
    command: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write the files to a directory."""
        for name, content in {**self.case.files, self.case.mutated: self.content}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def list_attempts(count: int, seed: int) -> Iterator[Attempt]:
    """Yield random attempts, always the same ones for a seed."""
    chance = random.Random(seed)
    cases = read_cases()
    kinds = list(cases)
    weights = [_WEIGHTS.get(kind, 1) for kind in kinds]
    for _ in range(count):
        case = chance.choice(cases[chance.choices(kinds, weights)[0]])
        yield Attempt(case, mutate(case.files[case.mutated], chance), chance.choice(case.commands))


class HangError(BaseException):
    """A run does not end; no handler of exceptions catches it."""


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise HangError


def run_here(attempt: Attempt, seconds: float = HANG) -> Outcome:
    """Run an attempt in this process, in a separate directory, and interrupt it after some seconds."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2)]
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        attempt.write(Path(folder))
        os.chdir(folder)
        stack.callback(os.chdir, before)
        stack.enter_context(contextlib.redirect_stdout(streams[0]))
        stack.enter_context(contextlib.redirect_stderr(streams[1]))
        previous = signal.signal(signal.SIGVTALRM, _interrupt)
        stack.callback(signal.signal, signal.SIGVTALRM, previous)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        stack.callback(signal.setitimer, signal.ITIMER_VIRTUAL, 0)
        start = time.process_time()
        try:
            code = program.run(list(attempt.command))
        except HangError:
            code = 124
        used = time.process_time() - start
    streams[1].flush()
    return Outcome(code, used, 0, _read_log(streams[1].buffer.getvalue().decode()))


def _read_log(err: str) -> str:
    """Return the errors, with the details of an internal error, whose file is removed."""
    found = _LOG.search(err) if "internal error" in err else None
    if found is None:
        return err
    log = Path(found[1])
    details = log.read_text("utf-8")
    log.unlink()
    return details


# The memory of a process is at least that of the process that starts it, so a small one does.
_LAUNCH = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def run_process(attempt: Attempt) -> Outcome:
    """Run an attempt as a process, and measure its memory."""
    with tempfile.TemporaryDirectory() as folder:
        attempt.write(Path(folder))
        command = [sys.executable, "-S", "-c", _LAUNCH, sys.executable, "-m", "argogen", *attempt.command]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        code, seconds, memory = done.stdout.decode().split()
    return Outcome(int(code), float(seconds), float(memory) / 1024, _read_log(done.stderr.decode("utf-8", "replace")))
