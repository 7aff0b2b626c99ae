"""The group of commands; each is imported when it is asked for, so that none pays for another's imports."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from argogen import __version__
from argogen.nearest import find_nearest

COMMANDS: Mapping[str, tuple[str, str]] = {
    "render": ("argogen.cli.render", "Render pipelines into Argo manifests."),
    "lint": ("argogen.cli.lint", "Say what is wrong with pipelines, and write nothing."),
    "import": ("argogen.cli.imports", "Turn manifests of Argo's, and runnable pipelines, into pipelines."),
    "context": ("argogen.cli.context", "Print the flat Context that templates see, as JSON."),
    "schema": ("argogen.cli.schema", "Print a JSON Schema: of pipelines, of the Context, of Argo's objects."),
}


CLOSED_PIPE = 141  # as a shell reports a program that SIGPIPE has ended


class LazyGroup(click.Group):
    """A group whose commands stand in a table and are imported one at a time."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click, depending on its version, would call a closed pipe a success or a finding."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise click.exceptions.Exit(CLOSED_PIPE) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; for an unknown one, the error says which may be meant."""
        near = find_nearest(args[0], tuple(COMMANDS)) if args and args[0] not in COMMANDS else ""
        if near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and their one-line help, for which none has to be imported."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="argogen")
def cli() -> None:
    """Turn short pipelines into Argo Workflows manifests.

    \b
    argogen render pipeline.yaml                 print the manifest
    argogen render pipelines/ -o manifests/      a file for each pipeline
    argogen lint pipelines/                      errors and warnings only
    argogen import manifests/ -o pipelines/      pipelines that render to these manifests

    Completion for bash: eval "$(_ARGOGEN_COMPLETE=bash_source argogen)"; zsh and fish likewise.

    Exit codes: 0 fine, 1 findings, 2 wrong use or wrong input, 3 a fault of argogen's own.
    """
