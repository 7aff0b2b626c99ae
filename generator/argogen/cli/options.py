"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from argogen.argo.versions import DEFAULT_VERSION, VERSIONS
from argogen.cli.option_groups import F, add_options
from argogen.formats import FORMATS
from argogen.host import is_text
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.cli import completion
else:
    completion = import_late("argogen.cli.completion")


def generation_options(command: F) -> F:
    """Add the options that change what a pipeline compiles to."""
    return add_options(command, _OPTIONS)


def runnable_options(command: F) -> F:
    """Add those of them that are about runnable pipelines."""
    return add_options(command, _RUNNABLE)


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help="How to say what is wrong: for people, as JSON, as SARIF for code scanning, or as GitHub annotations.",
)


def read_pairs(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    """Read the values of an option that takes NAME=VALUE."""
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"'{text}' is not NAME=VALUE")
        if not is_text(value):
            raise click.BadParameter(f"the value of '{name}' is not UTF-8")
        pairs[name] = value
    return pairs


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_RUNNABLE = (
    click.option(
        "-c",
        "--config",
        "configuration",
        type=_FILE,
        help="The configuration of runnable pipelines; else the file that runnable_CONFIGURATION_FILE names.",
    ),
    click.option(
        "-p", "--parameters", "parameters", type=_FILE, help="A YAML file with values for parameters, by name."
    ),
)
_OPTIONS = (
    click.option(
        "--set", "values", multiple=True, metavar="NAME=VALUE", callback=read_pairs, help="Set a parameter's value."
    ),
    click.option(
        "--var", "variables", multiple=True, metavar="NAME=VALUE", callback=read_pairs, help="Set ${{ vars.NAME }}."
    ),
    click.option(
        "--env",
        "environment",
        metavar="NAME",
        shell_complete=lambda *given: completion.complete_environments(*given),
        help="The environment, for ${{ environment }}.",
    ),
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
        help=f"The Argo Workflows that has to accept the manifest: {DEFAULT_VERSION} unless a project says another.",
    ),
)
