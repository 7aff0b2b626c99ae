"""Read the current manifests on disk, before any is written."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import read_bytes
from argogen.host import Host
from argogen.output.comments import read_comment
from argogen.output.conflicts import split_conflicts
from argogen.output.files import is_stream
from argogen.output.stamp import Stamp, Stamped, split_stamp
from argogen.records import TupleRecord

# A directory, or a file name that is too long, is reported on writing.
_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})


class TextChange(TupleRecord):
    """The content of a file before and after a change, None for a missing file, and its path in messages."""

    before: str | None
    after: str | None
    path: str


class Manifest(TupleRecord):
    """The current state of a manifest at an absolute path; `name` is its path in messages.

    `found` is its content, None if the file is missing, or is a pipe or device. `sides` are both versions of a file
    with conflict markers of git.
    """

    path: Path
    name: str
    found: Stamped | None = None
    is_stream: bool = False
    sides: Sequence[Stamped] = ()

    @property
    def stamp(self) -> Stamp | None:
        """The stamp, if there is one."""
        return self.found.stamp if self.found else None

    @property
    def body(self) -> str | None:
        """The content without the stamp."""
        return self.found.body if self.found else None

    @property
    def is_edited(self) -> bool:
        """Whether the manifest was edited manually after argogen wrote it; conflicts of manifests are no edits."""
        return self.found is not None and self.found.is_edited and not self._is_merged

    @property
    def _is_merged(self) -> bool:
        return bool(self.sides) and all(side.is_written for side in self.sides)

    @property
    def is_unmanaged(self) -> bool:
        """Whether the file was not written by argogen; an empty file may be overwritten."""
        return self.found is not None and self.found.stamp is None and bool(self.found.body.strip())


def read_manifest(path: Path, host: Host) -> Manifest:
    """Read the manifest or picture at an absolute path. Raises InvalidInputError if it cannot be read."""
    name = host.show(path)
    try:
        if is_stream(path):
            return Manifest(path, name, is_stream=True)
        text = read_bytes(path).decode("utf-8", "surrogateescape").replace("\r\n", "\n")
        sides = [split_stamp(read_comment(side, path)) for side in split_conflicts(text)]
        return Manifest(path, name, split_stamp(read_comment(text, path)), sides=sides)
    except OSError as error:
        if error.errno in _MISSING:
            return Manifest(path, name)
        message = f"existing file cannot be read: {error.strerror}"
        raise InvalidInputError([Diagnostic("unreadable-output", message, Place(name))]) from error
