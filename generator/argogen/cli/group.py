"""Command groups that import each command when it runs, so that a command does not import the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from argogen.cli.parts import Group
from argogen.suggestions import find_nearest

CLOSED_PIPE = 141  # as a shell reports a program that SIGPIPE has ended

Table = Mapping[str, tuple[str, str]]
"""The module of each command, and its one-line help."""


class LazyGroup(Group):
    """A group of the commands in a table; `load` imports the command of a module."""

    def __init__(self, *arguments: Any, table: Table, load: Callable[[str], click.Command], **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._table = table
        self._load = load

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Treat a missing command as a usage error, and show the help; some versions of click exit with 0."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; of a closed pipe some versions of click exit with 0, and others with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise click.exceptions.Exit(CLOSED_PIPE) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        return self._load(self._table[cmd_name][0]) if cmd_name in self._table else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names; the error for an unknown one suggests another."""
        near = find_nearest(args[0], tuple(self._table)) if args and args[0] not in self._table else ""
        if near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their one-line help, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._table.items()])
