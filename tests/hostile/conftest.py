"""The fixtures of the tests of the command line."""

from tests.cli.conftest import folder, git, run, tree, without_workers, write

__all__ = ["folder", "git", "run", "tree", "without_workers", "write"]
