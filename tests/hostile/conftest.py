"""The fixtures of the tests of the command line."""

from tests.cli.conftest import cache, folder, git, run, tree, without_workers, write

__all__ = ["cache", "folder", "git", "run", "tree", "without_workers", "write"]
