"""Run git through GitPython, which is imported on first use.

Its import is slow, and fails if git is not installed.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from argogen.git.errors import GitMissingError

if TYPE_CHECKING:
    from argogen.git.library import GitCommands

_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


def open_git(folder: Path, variables: Mapping[str, str] = _NO_VARIABLES) -> GitCommands:
    """Prepare git commands in a directory, with additional environment variables. Raises GitMissingError."""
    commands: GitCommands = _load().GitCommands(folder, variables)
    return commands


def find_top(folder: Path) -> Path:
    """Return the top of the working tree that a directory is in. Raises NoRepositoryError, GitMissingError."""
    top: Path = _load().find_top(folder)
    return top


def _load() -> Any:
    try:
        return importlib.import_module("argogen.git.library")
    except ImportError as error:
        raise GitMissingError from error
