"""Execute the commands of a page in order."""

from __future__ import annotations

import functools
import itertools
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from tests.calling import call_argogen, call_script
from tests.executors.running import require_namespaces
from tests.git.identity import NOBODY

from .markdown import Block, find_commands

_EXIT_CODE = '; echo "exit code $?"'
_RUN = "20260102-093000"
_VARIABLE = re.compile(r"\w+=")
_NAME = re.compile(r"\b([\w-]+)-\d{8}-\d{6}\b")
_TIMES = {
    r"(?<=-)\d{8}-\d{6}\b": _RUN,
    r"\b\d{4}-\d\d-\d\d (?=\d\d:)": "2026-01-02 ",
    r"\b\d\d:\d\d:\d\d\b": "09:30:00",
    r"\bin \d+\.\d s\b": "in 0.1 s",
}


class Session:
    """A shell in a temporary directory, with argogen, Python and git, isolated from the user's environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self._state = folder / "state"
        program = folder / "bin" / "argogen"
        for path in (self.folder, program.parent, folder / "home"):
            path.mkdir()
        for file, arguments in ((program, "-m argogen"), (program.parent / "python", "")):
            file.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', "utf-8")
            file.chmod(0o755)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "XDG_"))}
        search = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        own = {"HOME": str(folder / "home"), "PATH": search, "GIT_CONFIG_NOSYSTEM": "1"}
        self._environ: dict[str, str] = {**inherited, **NOBODY, **own}
        self._has_packages = False

    def write(self, name: str, text: str) -> None:
        """Write a file of the page."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def install(self, folder: Path) -> None:
        """Make a Python package of the page importable, with its entry points, like an editable install."""
        described = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        metadata = folder / f"{described['name'].replace('-', '_')}-{described['version']}.dist-info"
        metadata.mkdir()
        head = f"Metadata-Version: 2.1\nName: {described['name']}\nVersion: {described['version']}\n"
        metadata.joinpath("METADATA").write_text(head, "utf-8")
        groups = described.get("entry-points", {}).items()
        lines = [
            line for group, points in groups for line in (f"[{group}]", *(f"{n} = {at}" for n, at in points.items()))
        ]
        metadata.joinpath("entry_points.txt").write_text("\n".join(lines), "utf-8")
        search = (str(folder), self._environ.get("PYTHONPATH", ""))
        self._environ["PYTHONPATH"] = os.pathsep.join(filter(None, search))
        self._has_packages = True

    def run(self, line: str) -> str:
        """Return the output of a command, which must succeed; the next one starts in its last working directory.

        A command that is only a call of argogen, also with variables before it and a pipe after it, or a program in
        Python, runs in this process, which takes a tenth of the time; the README and all others run as a shell would
        run them. The packages of a page would remain imported here.
        """
        if "--executor process" in line:
            require_namespaces()
        asks = line.endswith(_EXIT_CODE)
        call = _read_call(line.removesuffix(_EXIT_CODE))
        if call is None or self._has_packages or (asks and call.filter):
            return self._run_in_shell(line)
        if call.program == "python":
            return call_script(call.arguments[0], self.folder, self._environ).printed
        done = call_argogen(call.arguments, self.folder, {**self._environ, **call.variables})
        if call.filter:
            given, others = (done.printed, "") if call.is_whole else (done.out, done.err)
            return others + self._run_in_shell(call.filter, given)
        assert asks or done.code == 0, f"$ {line}\n{done.printed}"
        return f"{done.printed}exit code {done.code}\n" if asks else done.printed

    def _run_in_shell(self, line: str, given: str = "") -> str:
        script = f"{line}\ncode=$?; pwd > '{self._state}'; exit $code"
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=self.folder,
            env=self._environ,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"$ {line}\n{done.stdout}"
        self.folder = Path(self._state.read_text().strip())
        return done.stdout


class _Call(NamedTuple):
    """A call of argogen or python: the variables before it, and the commands after a pipe.

    They get both streams if `is_whole`.
    """

    program: str
    arguments: list[str]
    variables: dict[str, str]
    filter: str
    is_whole: bool


def _read_call(line: str) -> _Call | None:
    """Read a call of argogen, or of a file with python; the result is None for any other command."""
    written, _, after = line.partition(" | ")
    is_whole = bool(after) and written.endswith(" 2>&1")
    lexer = shlex.shlex(written.removesuffix(" 2>&1") if after else written, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:  # the bar is in quotes
        return None
    variables = [word.partition("=") for word in itertools.takewhile(_VARIABLE.match, words)]
    program, *arguments = words[len(variables) :] or [""]
    is_script = words[0] == "python" and len(arguments) == 1 and arguments[0].endswith(".py") and not after
    if not (program == "argogen" or is_script) or any(set(word) <= set("();<>|&") for word in arguments):
        return None
    return _Call(program, arguments, {name: value for name, _, value in variables}, after, is_whole)


class Runs:
    """The runs of a page, whose names and times are those of an example."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def normalize(self, printed: str) -> str:
        """Return what a command prints with the times of the example."""
        self._names |= {f"{found[1]}-{_RUN}": found[0] for found in _NAME.finditer(printed)}
        for pattern, example in _TIMES.items():
            printed = re.sub(pattern, example, printed)
        return printed

    def find(self, line: str) -> str:
        """Return a command with the names that the runs have."""
        return functools.reduce(lambda text, names: text.replace(*names), self._names.items(), line)


def follow(blocks: list[Block], session: Session, tools: Collection[str] = ()) -> int:
    """Execute a page from top to bottom, compare the output, and return the number of commands.

    Commands of other programs are executed if these are among the `tools`; the files that they write are compared, too.
    """
    number, runs = 0, Runs()
    for index, block in enumerate(blocks):
        if block.role.startswith("file="):
            name = block.role.removeprefix("file=")
            if index and blocks[index - 1].role.removeprefix("tool=") in tools:
                assert (session.folder / name).read_text("utf-8") == block.text, name
            session.write(name, block.text)
            if name.endswith("pyproject.toml") and "entry-points" in block.text:
                session.install((session.folder / name).parent)
        output = [after for after in blocks[index + 1 : index + 2] if after.role.startswith("output")]
        for command in find_commands([block, *output], tools):
            number += 1
            printed = runs.normalize(session.run(runs.find(command.line)))
            if command.shown == "all":
                assert printed == command.printed, command.line
            else:
                assert f"\n{command.printed}" in f"\n{printed}", command.line
    return number
