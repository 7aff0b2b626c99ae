"""Several options for a command at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def add_options(command: F, options: Sequence[Callable[[F], F]]) -> F:
    """The command with these options, which its help shows in their order."""
    for option in reversed(options):
        command = option(command)
    return command
