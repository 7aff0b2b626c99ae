"""The program's commands."""

from __future__ import annotations

import importlib

import click

from argogen.cli.group import LazyGroup, Table
from argogen.version import __version__

COMMANDS: Table = {
    "init": ("argogen.cli.commands.init", "Write a project to begin with."),
    "render": ("argogen.cli.commands.render", "Render pipelines into Argo manifests."),
    "lint": ("argogen.cli.commands.lint", "Say what is wrong with pipelines, and write nothing."),
    "import": ("argogen.cli.commands.import_", "Turn manifests of Argo's, and runnable pipelines, into pipelines."),
    "explain": ("argogen.cli.commands.explain", "Say what a diagnostic means, and what to do about it."),
    "context": ("argogen.cli.commands.context", "Print the flat Context that templates see, as JSON."),
    "templates": (
        "argogen.cli.commands.templates.main",
        "Look at, replace, check and update Jinja templates and packs.",
    ),
    "schema": (
        "argogen.cli.commands.schema",
        "Print a JSON Schema: of pipelines, of project files, of Argo's objects.",
    ),
}


def load(module: str) -> click.Command:
    """Import the command of a module."""
    command: click.Command = importlib.import_module(module).command
    return command


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    load=load,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="argogen")
def cli() -> None:
    """Turn short pipelines into Argo Workflows manifests.

    \b
    argogen render pipeline.yaml                 print the manifest
    argogen render pipelines/ -o manifests/      a file for each pipeline
    argogen lint pipelines/                      errors and warnings only
    argogen import manifests/ -o pipelines/      pipelines that render to these manifests
    argogen init                                 a project, with a first pipeline
    argogen render                               bring the project's manifests up to date

    Completion for bash: eval "$(_ARGOGEN_COMPLETE=bash_source argogen)"; zsh and fish likewise.

    Exit codes: 0 fine, 1 findings, 2 wrong use or wrong input, 3 a fault of argogen's own.
    """
