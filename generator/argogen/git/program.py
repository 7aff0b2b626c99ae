"""The program git, through GitPython, which is imported once git is needed.

It takes longer to import than anything else here, and cannot be imported where there is no git.
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
    """Prepare git commands in a folder, with additional environment variables. Raises GitMissingError."""
    commands: GitCommands = _load().GitCommands(folder, variables)
    return commands


def find_top(folder: Path) -> Path:
    """Return the top of the working tree that a folder is in. Raises NoRepositoryError, GitMissingError."""
    top: Path = _load().find_top(folder)
    return top


def _load() -> Any:
    try:
        return importlib.import_module("argogen.git.library")
    except ImportError as error:
        raise GitMissingError from error
