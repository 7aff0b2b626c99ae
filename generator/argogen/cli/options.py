"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import click

from argogen.argo.versions import DEFAULT_VERSION, VERSIONS
from argogen.cli.completion import complete_environments
from argogen.cli.option_groups import F, add_options
from argogen.formats import FORMATS
from argogen.project.project import Setup

if TYPE_CHECKING:
    from argogen.lint.model.libraries import Libraries
    from argogen.lint.selection import Selection


class Options(NamedTuple):
    """What is added to a pipeline from outside.

    `values` are parameters (`--set`), `variables` and `environment` are for `${{ }}`, `templates` folders of overrides,
    `configuration` a file for runnable pipelines, `parameters` one with values, all from the command line; `setup` is
    the project around the pipeline. `selection` is what someone has chosen for `lint`, which asks all rules; None
    otherwise. `libraries` are what its pipelines may refer to.
    """

    argo_version: str = DEFAULT_VERSION
    templates: tuple[Path, ...] = ()
    values: Mapping[str, str] = MappingProxyType({})
    variables: Mapping[str, str] = MappingProxyType({})
    environment: str | None = None
    environ: Mapping[str, str] = MappingProxyType({})
    configuration: Path | None = None
    parameters: Path | None = None
    setup: Setup | None = None
    selection: Selection | None = None
    libraries: Libraries | None = None

    @property
    def without_values(self) -> Options:
        """Those for what a dialect has made of a document, in which the values for its parameters are already."""
        return self._replace(values={}, parameters=None)


def generation_options(command: F) -> F:
    """The options that change what is made of a pipeline."""
    return add_options(command, _OPTIONS)


def runnable_options(command: F) -> F:
    """Those of them that are about runnable pipelines."""
    return add_options(command, _RUNNABLE)


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help="How to say what is wrong: for people, as JSON, as SARIF for code scanning, or as GitHub annotations.",
)


def read_pairs(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    """The values of an option that takes NAME=VALUE."""
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


def find_configuration(given: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The configuration for runnable pipelines: that of the command line, or of the environment."""
    named = (environ.get(f"{program}_CONFIGURATION_FILE") for program in ("runnable", "RUNNABLE"))
    return given or next((Path(name) for name in named if name), None)


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
        shell_complete=complete_environments,
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


class Given(NamedTuple):
    """The shared options as they were given."""

    values: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}
    environment: str | None = None
    configuration: Path | None = None
    parameters: Path | None = None
    templates: tuple[Path, ...] = ()
    argo_version: str | None = None
    selection: Selection | None = None
    libraries: Libraries | None = None


def read_options(given: Given, setup: Setup | None = None) -> Options:
    """The options for pipelines of a project in one of its environments, or of none."""
    environ = {name: value for name, value in os.environ.items() if _is_text(value)}
    version = given.argo_version or (setup and setup.argo_version) or DEFAULT_VERSION
    environment = setup.environment if setup else given.environment
    return Options(
        version,
        given.templates,
        given.values,
        given.variables,
        environment,
        environ,
        given.configuration,
        given.parameters,
        setup,
        given.selection,
        given.libraries,
    )
