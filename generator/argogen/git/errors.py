"""Why git has no answer."""

from __future__ import annotations


class GitError(Exception):
    """A git command failed; the message is what git printed."""


class GitMissingError(GitError):
    """The program git was not found."""

    def __init__(self) -> None:
        super().__init__("the program git was not found")


class NoRepositoryError(GitError):
    """A folder is not in the working tree of a repository."""
