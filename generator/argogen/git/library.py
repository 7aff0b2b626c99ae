"""GitPython, which only this room uses."""

from __future__ import annotations

import os

# A git that is missing is told where it is needed; GitPython would do so as soon as it is imported.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from git import Git, GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError, Repo

__all__ = [
    "Git",
    "GitCommandError",
    "GitCommandNotFound",
    "InvalidGitRepositoryError",
    "NoSuchPathError",
    "Repo",
    "read_error",
]


def read_error(error: GitCommandError) -> str:
    """What git has said, without GitPython's words around it."""
    said = str(error.stderr).partition("stderr: ")[2].strip(" '\n")
    lines = (line.strip().removeprefix("fatal: ") for line in said.splitlines())
    return "; ".join(filter(None, lines)) or str(error)
