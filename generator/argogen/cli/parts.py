"""Commands, options and a type of paths that do not need gettext until something is printed.

click translates the help of built-in options and the names of types as soon as it creates them. To do so, gettext
determines the language of the user, which takes 4 ms.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from argogen.late import import_late

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from argogen import version
else:
    version = import_late("argogen.version")


class LatePath(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in new versions of click
    """The path of a file or directory; `click.Path` checks it, which is made when a path is given."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        self._options = options

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or raise a usage error."""
        return click.Path(**self._options).convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell complete paths."""
        return click.Path(**self._options).shell_complete(ctx, param, incomplete)


EXISTING_PATH = LatePath("path", exists=True)
EXISTING_FILE = LatePath("file", exists=True, dir_okay=False, path_type=Path)
EXISTING_DIRECTORY = LatePath("directory", exists=True, file_okay=False, path_type=Path)
DIRECTORY = LatePath("directory", file_okay=False, path_type=Path)


def _show_help(context: click.Context, _parameter: click.Parameter, is_given: bool) -> None:
    if is_given and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


def _show_version(context: click.Context, _parameter: click.Parameter, is_given: bool) -> None:
    if is_given and not context.resilient_parsing:
        click.echo(f"argogen, version {version.__version__}")
        context.exit()


def _flag(*names: str, **others: Any) -> click.Option:
    return click.Option(names, is_flag=True, is_eager=True, expose_value=False, **others)


_HELP = _flag("-h", "--help", help="Show this message and exit.", callback=_show_help)
VERSION = _flag("--version", help="Show the version and exit.", callback=_show_version)


class Command(click.Command):
    """A command."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the option that shows the help."""
        del ctx
        return _HELP


class Group(click.Group):
    """A group of commands."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the option that shows the help."""
        del ctx
        return _HELP
