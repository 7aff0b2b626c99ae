"""The end of a run for people: its outputs, and the reasons why it has not succeeded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from argogen.cli.running.view import Source
from argogen.runner.run import Run

_QUOTED = re.compile(r"'([^' ]+)'")


class Echo(Protocol):
    """Prints a line to standard output, or to standard error."""

    def __call__(self, message: str, *, err: bool = False) -> None:
        """Print a line."""
        ...


def print_end(source: Source, run: Run, echo: Echo) -> None:
    """Print the outputs of the workflow to standard output, and the rest to standard error."""
    for name, value in source.masking.mask_all(dict(run.outputs)).items():
        echo(f"{name} = {value}")
    for blockage in source.describe_blockages(run):
        echo(f"step '{blockage['step']}': {blockage['reason']}; {blockage['remedy']}", err=True)
    names = {node.id: source.name_step(node) for node in run.nodes} if run.message else {}
    message = source.masking.mask(name_nodes(run.message, names))
    echo(f"{run.phase}{f': {message}' if message else ''}", err=True)


def name_nodes(message: str, names: Mapping[str, str]) -> str:
    """Return a message with the paths of steps in place of the ids of nodes."""
    return _QUOTED.sub(lambda found: f"'{names.get(found[1], found[1])}'", message)
