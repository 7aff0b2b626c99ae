"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from argogen.argo.versions import DEFAULT_VERSION
from argogen.cli.argo_version import version_option
from argogen.cli.option_groups import F, add_options, completing
from argogen.cli.parts import EXISTING_DIRECTORY, EXISTING_FILE, EXISTING_PATH
from argogen.formats import FORMATS
from argogen.host import is_text


def generation_options(command: F) -> F:
    """Add the options that affect the result of a compilation."""
    return add_options(command, _OPTIONS)


def runnable_options(command: F) -> F:
    """Add the options for runnable pipelines."""
    return add_options(command, _RUNNABLE)


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help="Output format of diagnostics: plain text, JSON, SARIF for code scanning, GitHub annotations, or the Code "
    "Quality report of GitLab.",
)


entrypoint_option = click.option(
    "--entrypoint",
    default="",
    metavar="NAME",
    shell_complete=completing("sources", "list_templates"),
    help="Template to start with, instead of the entrypoint.",
)


def ref_option(about: str, kinds: str = "WorkflowTemplates, ConfigMaps and Secrets") -> Callable[[F], F]:
    """Return the option for further files of objects of some kinds; `about` is the end of its help."""
    text = f"File or directory of {kinds} {about}"
    return click.option("--ref", "refs", multiple=True, metavar="PATH", type=EXISTING_PATH, help=text)


def result_format_option(about: str) -> Callable[[F], F]:
    """Return the option for text or JSON, with its help."""
    return click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help=about)


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


def set_option(about: str) -> Callable[[F], F]:
    """Return the option for values by name, with its help."""
    return click.option(
        "--set",
        "values",
        multiple=True,
        metavar="NAME=VALUE",
        callback=read_pairs,
        shell_complete=completing("sources", "list_parameters"),
        help=about,
    )


_RUNNABLE = (
    click.option(
        "-c",
        "--config",
        "configuration",
        type=EXISTING_FILE,
        help="Configuration of runnable pipelines.  [default: the file in runnable_CONFIGURATION_FILE]",
    ),
    click.option(
        "-p", "--parameters", "parameters", type=EXISTING_FILE, help="YAML file that maps parameter names to values."
    ),
)
allow_outside_option = click.option(
    "--allow-outside",
    is_flag=True,
    help="Allow paths in pipelines and projects that lead out of their git work tree.",
)
_OPTIONS = (
    set_option("Set the value of a parameter."),
    click.option(
        "--var", "variables", multiple=True, metavar="NAME=VALUE", callback=read_pairs, help="Set ${{ vars.NAME }}."
    ),
    click.option(
        "--env",
        "environment",
        metavar="NAME",
        shell_complete=completing("projects", "list_environments"),
        help="Select an environment: the value of ${{ environment }}.",
    ),
    *_RUNNABLE,
    click.option(
        "--templates",
        multiple=True,
        type=EXISTING_DIRECTORY,
        help="Directory of Jinja templates that override the built-in ones; earlier directories take precedence.",
    ),
    allow_outside_option,
    click.option("--isolate", is_flag=True, help="Render in separate processes with limits of time and memory."),
    version_option(
        "Argo Workflows version to target, such as 3.7, or a patch level such as 3.7.16."
        f"  [default: that of the project or pipeline, else {DEFAULT_VERSION}]",
    ),
)
