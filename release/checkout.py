"""The git checkout that is released."""

from __future__ import annotations

import subprocess
from pathlib import Path

from release.failure import ReleaseError
from release.versions import Version, is_version, parse_version


def run_git(root: Path, *arguments: str) -> str:
    """Return the output of git. Raises ReleaseError."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ReleaseError(f"git cannot be run: {error}") from error
    if done.returncode:
        raise ReleaseError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def check_clean(root: Path) -> None:
    """Check that everything is committed. Raises ReleaseError."""
    if changed := run_git(root, "status", "--porcelain").splitlines():
        raise ReleaseError(f"the checkout has changes, such as {changed[0][3:]}: commit them first")


def check_later(root: Path, version: Version) -> None:
    """Check that a version is later than all tags, which a shallow clone may lack. Raises ReleaseError."""
    if run_git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise ReleaseError("the checkout is a shallow clone, which may lack tags: run git fetch --unshallow --tags")
    tags = [parse_version(tag[1:]) for tag in run_git(root, "tag", "--list", "v*").split() if is_version(tag[1:])]
    if tags and version <= max(tags):
        raise ReleaseError(f"{version} is not later than {max(tags)}, the newest tag")


def list_tracked(root: Path, *folders: str) -> list[str]:
    """Return the paths of the files in directories that git tracks. Raises ReleaseError."""
    return [path for path in run_git(root, "ls-files", "-z", "--", *folders).split("\0") if path]
