"""Completion functions whose modules are imported when a shell completes: no other run needs them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import click

Complete = Callable[[click.Context, click.Parameter, str], list[Any]]


def completing(module: str, name: str) -> Complete:
    """Return the completion by a function in a module of this package; without completions if it fails.

    The function takes the context and the incomplete word.
    """

    def complete(context: click.Context, _parameter: click.Parameter, start: str) -> list[Any]:
        # A traceback would be printed into the command line that the user edits.
        try:
            return list(getattr(importlib.import_module(f"argogen.cli.completion.{module}"), name)(context, start))
        except Exception:
            return []

    return complete


def complete_paths(_context: click.Context, _parameter: click.Parameter, start: str) -> list[Any]:
    """Let the shell complete files and directories."""
    return [importlib.import_module("click.shell_completion").CompletionItem(start, type="file")]
