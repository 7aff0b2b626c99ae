"""The paths on the command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click


def list_paths(context: click.Context) -> Sequence[Path]:
    """Return the values of the arguments `paths` and `path` before the incomplete word."""
    given = context.params.get("paths") or context.params.get("path") or ()
    listed = (given,) if isinstance(given, str | os.PathLike) else given
    # click does not assign arguments if the value of the last option is missing.
    return [Path(path) for path in listed or context.args if not str(path).startswith("-")]
