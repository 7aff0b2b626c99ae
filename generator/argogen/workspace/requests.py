"""The request of a run on projects: its scope, and the actions on manifests."""

from __future__ import annotations

from argogen.records import Record


class UpdateOptions(Record):
    """Actions on manifests that are not up to date or orphaned."""

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


class RunScope(Record):
    """The projects and pipelines of a run.

    `all_projects` includes the projects below the working directory, not only the one around it. To limit a run to
    changes, `since` is the git revision to compare with, or `touched` are the changed files. `tracked` excludes files
    that git does not track.
    """

    all_projects: bool = False
    tracked: bool = False
    since: str | None = None
    touched: tuple[str, ...] | None = None
