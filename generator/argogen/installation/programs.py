"""The programs that argogen runs: git, container engines, isolated processes, linters of scripts and kubectl."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from argogen.executors.containers.engine import ENGINES, EngineError, call_program, find_engine
from argogen.executors.sandbox.client import explain_absence
from argogen.git.errors import GitError
from argogen.git.program import open_git
from argogen.installation.finding import Item, Section, Status
from argogen.scripts.tools import INSTALL, find_tool

LINTERS = ("shellcheck", "ruff")
_SECONDS = 10.0
_MISSING = "not installed"


def inspect_programs(git: Item, environ: Mapping[str, str]) -> Iterator[Section]:
    """Yield git, the executors of `argogen run`, and the linters of scripts."""
    yield Section("programs", (git, _show_kubectl(environ)))
    yield Section("executors of argogen run", (*(_show_engine(name, environ) for name in ENGINES), _show_processes()))
    yield Section("linters of scripts", tuple(show_linter(name, environ) for name in LINTERS))


def show_git(folder: Path, environ: Mapping[str, str]) -> Item:
    """Return the version of git, which runs in a directory."""
    hint = "install git for packs, --changed, --since and --tracked"
    program = shutil.which("git", path=environ.get("PATH", ""))
    try:
        if program is not None:  # git is also started by the import of its library, without a time limit
            answer = call_program([program, "version"], environ, timeout=_SECONDS)
            if answer.code:
                return Item("git", f"'{program} version' fails: {answer.errors}", Status.MISSING, hint)
        return Item("git", open_git(folder).run("version").removeprefix("git version "))
    except (GitError, EngineError) as error:
        return Item("git", str(error), Status.MISSING, hint)


def _show_kubectl(environ: Mapping[str, str]) -> Item:
    if shutil.which("kubectl", path=environ.get("PATH", "")) is None:
        return Item("kubectl", _MISSING, Status.MISSING, "install kubectl for 'argogen run --kubectl'")
    return Item("kubectl", "installed")


def _show_engine(name: str, environ: Mapping[str, str]) -> Item:
    try:
        engine = find_engine(name, environ, timeout=_SECONDS)
    except EngineError as error:
        reason = str(error).removeprefix(f"{name}: ")
        hint = f"install {name}" if reason == _MISSING else f"run: {name} info"
        return Item(name, reason, Status.MISSING, hint)
    kind = "rootless" if engine.is_rootless else "as root"
    return Item(name, f"{_read_version(engine.program, environ)}, {kind}, {engine.machine}, {engine.processors} CPUs")


def _show_processes() -> Item:
    try:
        reason = explain_absence()
    except OSError as error:
        reason = f"'unshare' cannot be started: {error.strerror}"
    if reason:
        return Item("process", reason, Status.MISSING, "use --executor container")
    return Item("process", "namespaces of Linux")


def show_linter(name: str, environ: Mapping[str, str]) -> Item:
    """Return the version of a linter of scripts."""
    program = find_tool(name, environ)
    if program is None:
        return Item(name, _MISSING, Status.MISSING, f"run: {INSTALL}")
    return Item(name, _read_version(program, environ))


def _read_version(program: str, environ: Mapping[str, str]) -> str:
    """Return the number in the output of `--version`."""
    try:
        lines = call_program([program, "--version"], environ, timeout=_SECONDS).output.decode("utf-8", "replace")
    except (EngineError, subprocess.SubprocessError) as error:
        return f"unknown version ({error})"
    words = (word.strip(",") for word in lines.replace("\n", " ").split())
    return next((word for word in words if word[:1].isdigit()), "unknown version")
