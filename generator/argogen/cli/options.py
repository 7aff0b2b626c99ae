"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from argogen.cli.generation import Options
from argogen.structure import DEFAULT_VERSION, VERSIONS

F = TypeVar("F", bound=Callable[..., Any])


def generation_options(command: F) -> F:
    """The options that change what is made of a pipeline."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def runnable_options(command: F) -> F:
    """Those of them that are about runnable pipelines."""
    for option in reversed(_RUNNABLE):
        command = option(command)
    return command


def _pairs(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"'{text}' is not NAME=VALUE")
        if not _is_text(value):
            raise click.BadParameter(f"the value of '{name}' is not UTF-8")
        pairs[name] = value
    return pairs


def _is_text(value: str) -> bool:
    """Whether what came from outside Python was UTF-8; Python keeps other bytes as halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_RUNNABLE = (
    click.option(
        "-c",
        "--config",
        "configuration",
        type=_FILE,
        envvar=["runnable_CONFIGURATION_FILE", "RUNNABLE_CONFIGURATION_FILE"],
        help="The configuration of a runnable pipeline.",
    ),
    click.option(
        "-p", "--parameters", "parameters", type=_FILE, help="A YAML file with values for parameters, by name."
    ),
)
_OPTIONS = (
    click.option(
        "--set", "values", multiple=True, metavar="NAME=VALUE", callback=_pairs, help="Set a parameter's value."
    ),
    click.option(
        "--var", "variables", multiple=True, metavar="NAME=VALUE", callback=_pairs, help="Set ${{ vars.NAME }}."
    ),
    click.option("--env", "environment", metavar="NAME", help="The environment, for ${{ environment }}."),
    *_RUNNABLE,
    click.option(
        "--templates",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of Jinja templates that replace argogen's own; the first one given wins.",
    ),
    click.option(
        "--argo-version",
        type=click.Choice(VERSIONS),
        default=DEFAULT_VERSION,
        show_default=True,
        help="The Argo Workflows version that has to accept the manifest.",
    ),
)


def read_options(
    values: Mapping[str, str],
    variables: Mapping[str, str],
    environment: str | None,
    configuration: Path | None,
    parameters: Path | None,
    templates: tuple[Path, ...],
    argo_version: str,
) -> Options:
    """The shared options as one value."""
    environ = {name: value for name, value in os.environ.items() if _is_text(value)}
    return Options(argo_version, templates, values, variables, environment, environ, configuration, parameters)
