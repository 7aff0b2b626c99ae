"""The records of runs, and the steps in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from argogen.caches import find_user_state
from argogen.running.records.directories import list_directories
from argogen.running.records.directory import RunDirectory
from argogen.running.records.listing import read_nodes

_ATTEMPT = re.compile(r"\(\d+\)$")


def list_names(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of runs, the newest first."""
    return (run.name for run in reversed(_list_runs(context)) if run.name.startswith(start))


def list_steps(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of the steps with logs of the runs on the command line."""
    given = {*(context.params.get("names") or ()), *context.args}
    for directory in _list_runs(context):
        nodes = read_nodes(directory).values() if directory.name in given else ()
        names = dict.fromkeys(str(node.get("displayName", "")) for node in nodes if node.get("type") == "Pod")
        steps = dict.fromkeys(_ATTEMPT.sub("", name) for name in names)
        yield from (found for found in steps if found and found.startswith(start))


def _list_runs(context: click.Context) -> list[RunDirectory]:
    base = find_base(context)
    return list_directories(base) if base else []


def find_base(context: click.Context) -> Path | None:
    """Return the directory of all runs: the given one, or that of the user."""
    given: Path | None = context.params.get("runs")
    return given or find_user_state()
