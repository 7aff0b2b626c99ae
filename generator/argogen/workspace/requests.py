"""What is requested of a run on projects: which pipelines it is about, and what to do with their manifests."""

from __future__ import annotations

from typing import NamedTuple


class UpdateOptions(NamedTuple):
    """What to do about manifests that are not up to date, or that nothing makes any more."""

    check: bool = False
    diff: bool = False
    force: bool = False
    restamp: bool = False
    prune: bool = False
    fail_on_change: bool = False

    @property
    def only_looks(self) -> bool:
        """Whether nothing is written."""
        return self.check or self.diff


class RunScope(NamedTuple):
    """How far a run on projects reaches.

    `all_projects` are those below the working folder, beside the one around it. Where only what a change touches is
    meant, `since` is the git revision from which changes count, or `touched` are the files that have changed.
    `tracked` leaves out what git does not track.
    """

    all_projects: bool = False
    tracked: bool = False
    since: str | None = None
    touched: tuple[str, ...] | None = None
