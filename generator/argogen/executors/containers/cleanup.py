"""Remove the containers of runs: those of one that is killed, and those that are left of earlier ones."""

from __future__ import annotations

import contextlib
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from argogen.executors.containers import reaper
from argogen.executors.containers.engine import Engine, EngineError

_RUN, _HOST = "argogen.run", "argogen.host"


def label_run(folder: Path) -> tuple[str, ...]:
    """Return the labels of the containers of the run in a directory, an absolute path."""
    return f"{_RUN}={folder}", f"{_HOST}={platform.node()}"


class Reaper:
    """A process that removes the containers of a run when this one ends, also if it is killed."""

    def __init__(self, engine: Engine, folder: Path, held: Sequence[int]) -> None:
        """Start it; it holds the open files `held` until it ends."""
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(reaper.__file__), engine.program, label_run(folder)[0]],
            env=dict(engine.environ), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, pass_fds=held,
        )  # fmt: skip

    def close(self, *, is_clean: bool) -> None:
        """End it, after it has removed all containers unless that was done."""
        with contextlib.suppress(OSError):
            self._process.communicate(reaper.DONE.encode() if is_clean else b"")


def remove_leftovers(engine: Engine, folder: Path, is_abandoned: Callable[[Path], bool]) -> None:
    """Remove the containers that processes which were killed have left: of this run, and of abandoned ones."""
    with contextlib.suppress(EngineError):
        for container, directory in _list_labelled(engine):
            if Path(directory) == folder or is_abandoned(Path(directory)):
                remove(engine, [container])


def _list_labelled(engine: Engine) -> list[tuple[str, str]]:
    filters = [f"--filter=label={_HOST}={platform.node()}", f"--filter=label={_RUN}"]
    label = f'index .Labels "{_RUN}"' if engine.is_podman else f'.Label "{_RUN}"'
    listed = engine.query("ps", "--all", "--no-trunc", *filters, f"--format={{{{.ID}}}} {{{{{label}}}}}")
    lines = [line.partition(" ") for line in listed.decode("utf-8", "replace").splitlines()]
    return [(container, directory) for container, _, directory in lines if directory]


def remove(engine: Engine, containers: Sequence[str]) -> bool:
    """Remove containers and their volumes; return whether they are gone."""
    try:
        answer = engine.call("rm", "--force", "--volumes", "--", *containers)
    except EngineError:
        return False
    return not answer.code or "no such container" in answer.errors.lower()
