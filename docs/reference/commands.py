"""The page of all commands, from their options and help."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from argogen.cli.main import cli

from .cells import escape


def write_commands() -> str:
    """Return the page of all commands."""
    sections = "\n".join(_write_command(path, command) for path, command in _list_commands("argogen", cli))
    return f"# Commands\n\n{sections}"


def _list_commands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from _list_commands(f"{path} {name}", inner)


def _write_command(path: str, command: click.Command) -> str:
    pieces = " ".join(command.collect_usage_pieces(click.Context(command)))
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    rows = "".join(_write_option(option) for option in options)
    table = f"\n| option | |\n|---|---|\n{rows}" if rows else ""
    inner = "".join(_write_link(path, name, text) for name, text in _list_inner(command))
    lists = f"\n| command | |\n|---|---|\n{inner}" if inner else ""
    return f"## {path}\n\n```console\n$ {path} {pieces}\n```\n\n{_write_help(command)}{table}{lists}"


def _list_inner(command: click.Command) -> Iterator[tuple[str, str]]:
    """Yield the commands of a group with their one-line help."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            yield name, inner.get_short_help_str(200) if inner else ""


def _write_link(path: str, name: str, text: str) -> str:
    anchor = f"{path} {name}".replace(" ", "-")
    return f"| [`{name}`](#{anchor}) | {text} |\n"


def _write_help(command: click.Command) -> str:
    """Return the help of a command, with its examples as a console block."""
    parts = re.split(r"\n{2,}", inspect.cleandoc(command.help or ""))
    return "\n\n".join(_write_part(part) for part in parts) + "\n"


def _write_part(part: str) -> str:
    if part.startswith("\b"):
        lines = (re.sub(r" {3,}", "  # ", line.strip()) for line in part.splitlines()[1:])
        return "```console\n" + "\n".join(f"$ {line}" for line in lines) + "\n```"
    return " ".join(part.split()).replace("<", "\\<")


def _write_option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    value = "" if option.is_flag else f" `{_name_value(option)}`"
    repeated = " Repeatable." if option.multiple else ""
    default = f" Default: `{option.default}`." if isinstance(option.default, str) and option.show_default else ""
    return f"| {names}{value} | {escape(option.help or '')}{default}{repeated} |\n"


def _name_value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "\\|".join(map(str, option.type.choices))
    return option.metavar or option.type.name.upper()
