"""Add several options to a command, and the completion of their values."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def add_options(command: F, options: Sequence[Callable[[F], F]]) -> F:
    """Add options to a command, in the order in which its help shows them."""
    for option in reversed(options):
        command = option(command)
    return command


Complete = Callable[[click.Context, click.Parameter, str], list[Any]]
"""Returns the completions of an incomplete word."""


def completing(module: str, name: str) -> Complete:
    """Return the completion by a function in a module of `completion`, which is imported when a shell completes.

    No error is shown; the function takes the context and the incomplete word.
    """

    def complete(context: click.Context, _parameter: click.Parameter, start: str) -> list[Any]:
        # A traceback would be printed into the command line that the user edits.
        try:
            found = getattr(importlib.import_module(f"argogen.cli.completion.{module}"), name)(context, start)
            # A line end in a name would begin another completion.
            return [item for item in found if str(getattr(item, "value", item)).isprintable()]
        except Exception:
            return []

    return complete


def complete_paths(_context: click.Context, _parameter: click.Parameter, start: str) -> list[Any]:
    """Let the shell complete files and directories."""
    return [importlib.import_module("click.shell_completion").CompletionItem(start, type="file")]
