"""Groups of commands, each of which is imported when it is asked for, so that none pays for another's imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from argogen.suggestions import find_nearest

CLOSED_PIPE = 141  # as a shell reports a program that SIGPIPE has ended

Table = Mapping[str, tuple[str, str]]
"""The module of each command, and what it does in one line."""


class LazyGroup(click.Group):
    """A group whose commands stand in a table; `load` gives the one of a module."""

    def __init__(self, *arguments: Any, table: Table, load: Callable[[str], click.Command], **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._table = table
        self._load = load

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a command, show the help as wrong use; click, depending on its version, would call that a success."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click, depending on its version, would call a closed pipe a success or a finding."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise click.exceptions.Exit(CLOSED_PIPE) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported."""
        del ctx
        return self._load(self._table[cmd_name][0]) if cmd_name in self._table else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; for an unknown one, the error says which may be meant."""
        near = find_nearest(args[0], tuple(self._table)) if args and args[0] not in self._table else ""
        if near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and their one-line help, for which none has to be imported."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self._table.items()])
