"""Confine the paths in pipelines and projects to the git work tree, since others may have written these files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.paths import RealPaths
from argogen.records import Record

_GIT = ".git"
_HINT = "move it there, or allow other directories with --allow-outside"


class Confinement(Record):
    """The directory that paths may not lead out of, also by symbolic links; `kind` is its name in messages.

    An empty `root` is no restriction. `real` resolves links, those of each directory once.
    """

    root: str
    kind: str
    real: RealPaths

    def check(self, path: Path, name: str, find_place: Callable[[], Place]) -> None:
        """Raise InvalidInputError for a path (absolute) that leads outside, or into the git directory.

        `find_place` is called for the place of such a path.
        """
        if "\0" in str(path):
            message = f"'{name}' is not a path: it contains a null character"
            raise InvalidInputError([Diagnostic("invalid-value", message, find_place())])
        if self.root and (fault := self._find_fault(path)):
            raise InvalidInputError([Diagnostic("outside-work-tree", f"'{name}' is {fault}", find_place(), _HINT)])

    def _find_fault(self, path: Path) -> str:
        real = self.real.find(path)
        if real != self.root and not real.startswith(self.root.rstrip(os.sep) + os.sep):
            return f"outside of the {self.kind} {self.root}"
        inside = f"{real[len(self.root) :]}{os.sep}"
        return "in the git directory" if f"{os.sep}{_GIT}{os.sep}" in inside else ""


def confine(folder: Path, project: Path | None, host: Host) -> Confinement:
    """Return the confinement of paths in a file in this directory, whose project is in the directory `project`.

    It is the git work tree around the directory, else the project's directory, else the directory itself. Both
    arguments are absolute.
    """
    if host.allow_outside:
        return Confinement("", "", RealPaths())
    if top := find_work_tree(folder):
        return Confinement(os.path.realpath(top), "git work tree", RealPaths())
    kind = "directory of the pipeline" if project is None else "directory of the project"
    return Confinement(os.path.realpath(project or folder), kind, RealPaths())


def find_work_tree(folder: Path) -> Path | None:
    """Return the top of the git work tree around a directory, if any; a submodule and a worktree have one, too."""
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / _GIT)), None)
