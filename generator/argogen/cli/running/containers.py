"""The executor of `argogen run`: commands of this machine, or containers of an engine."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from typing import Any

import click

from argogen.executors.containers.engine import ENGINES, EngineError, find_engine
from argogen.executors.containers.images import POLICIES
from argogen.running.request import ContainerSettings

CONTAINER, PROCESS = "container", "process"
_OWN_OPTIONS = {
    "engine": "--engine",
    "pull": "--pull",
    "network": "--network",
    "allows_privileges": "--allow-privileged",
}


def executor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of executors to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--executor", type=click.Choice([CONTAINER, PROCESS]), default=None, metavar="[container|process]",
        help="How steps run. `container`: in their images, by podman or docker; the default if one of them works."
        " `process`: as commands of this machine in separate namespaces; images are ignored.",
    ),
    click.option(
        "--no-isolation", "is_isolated", is_flag=True, flag_value=False, default=True,
        help="With `--executor process`: without namespaces, with the files of this machine.",
    ),
    click.option(
        "--engine", type=click.Choice(ENGINES), default=None, metavar="[podman|docker]",
        help="Container engine.  [default: the first that works]",
    ),
    click.option(
        "--pull", type=click.Choice(POLICIES), default=None, metavar="[always|missing|never]",
        help="When images are pulled.  [default: by their imagePullPolicy, else missing]",
    ),
    click.option("--network", metavar="NAME", default="", help="Network of containers.  [default: that of the engine]"),
    click.option(
        "--allow-privileged", "allows_privileges", is_flag=True,
        help="Run privileged containers, and those with further capabilities.",
    ),
)  # fmt: skip


def read_executor(
    executor: str | None, options: dict[str, Any], environ: Mapping[str, str]
) -> Callable[[], ContainerSettings] | None:
    """Return what finds the engine of containers, None for commands of this machine; remove the options of executors.

    It returns the settings of containers, and raises click.UsageError if no engine works.
    """
    given = {name: options.pop(name) for name in _OWN_OPTIONS}
    if executor != PROCESS and not options["is_isolated"]:
        raise click.UsageError("'--no-isolation' is for commands of this machine: omit it, or use --executor process")
    if executor == PROCESS:
        for name, option in _OWN_OPTIONS.items():
            if given[name]:
                raise click.UsageError(f"'{option}' is for containers: omit it, or use --executor container")
        return None
    if options.get("commands"):
        raise click.UsageError("'--command' is for commands of this machine: omit it, or use --executor process")
    return functools.partial(_find_containers, given, environ)


def _find_containers(given: Mapping[str, Any], environ: Mapping[str, str]) -> ContainerSettings:
    try:
        engine = find_engine(given["engine"], environ)
    except EngineError as error:
        hint = "start or install podman or docker, or run the commands of this machine with --executor process"
        raise click.UsageError(f"no container engine works ({error}): {hint}") from None
    return ContainerSettings(engine, given["pull"], given["network"], given["allows_privileges"], _announce)


def _announce(image: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} Pulling   {image}", err=True)
