"""Errors of git commands."""

from __future__ import annotations


class GitError(Exception):
    """A git command failed; the message is the output of git."""


class GitMissingError(GitError):
    """The git executable was not found."""

    def __init__(self) -> None:
        super().__init__("git executable not found")


class NoRepositoryError(GitError):
    """A directory is not in the working tree of a repository."""


class GitLimitError(GitError):
    """A git command exceeded a limit of time or size, and was stopped."""
