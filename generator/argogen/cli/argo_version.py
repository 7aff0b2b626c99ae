"""The option `--argo-version`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from argogen.argo.versions import PATCH_LEVELS, VERSIONS, ArgoVersion, UnknownVersionError, parse_version
from argogen.cli.option_groups import F


def version_option(help_text: str, **settings: Any) -> Callable[[F], F]:
    """Return the option; its value is an `ArgoVersion`, or None."""
    return click.option(
        "--argo-version",
        metavar="VERSION",
        callback=_read,
        shell_complete=_complete,
        help=help_text,
        **settings,
    )


def _read(_context: click.Context, _parameter: click.Parameter, given: str | None) -> ArgoVersion | None:
    try:
        return None if given is None else parse_version(given)
    except UnknownVersionError as error:
        raise click.BadParameter(str(error)) from error


def _complete(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Complete minor versions, and then patch levels."""
    patches = [f"{minor}.{patch}" for minor, levels in PATCH_LEVELS.items() for patch in levels]
    return [version for version in (*VERSIONS, *patches) if version.startswith(start) and version != start]
