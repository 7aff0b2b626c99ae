"""Read manifests as they are on disk, before anything is written."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.output.files import is_stream
from argogen.output.stamp import Stamp, Stamped, split_stamp

# A folder, or a name that is too long, is reported when it is written to.
_NOTHING_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})


class TextChange(NamedTuple):
    """The text of a file before and after, None where there is none, and its path as messages show it."""

    before: str | None
    after: str | None
    path: str


class Manifest(NamedTuple):
    """What is at the absolute path of a manifest, which messages call `name`.

    `found` is its text, None if nothing is there, or a pipe or device.
    """

    path: Path
    name: str
    found: Stamped | None = None
    is_stream: bool = False

    @property
    def stamp(self) -> Stamp | None:
        """Its stamp, if it has one."""
        return self.found.stamp if self.found else None

    @property
    def body(self) -> str | None:
        """Its text without the stamp."""
        return self.found.body if self.found else None

    @property
    def is_edited(self) -> bool:
        """Whether it was edited manually since argogen wrote it."""
        return self.found is not None and self.found.is_edited

    @property
    def is_unmanaged(self) -> bool:
        """Whether argogen has not written it; an empty file may be replaced."""
        return self.found is not None and self.found.stamp is None and bool(self.found.body.strip())


def read_manifest(path: Path, host: Host) -> Manifest:
    """Read what is at an absolute path. Raises InvalidInputError if that is not possible."""
    name = host.show(path)
    try:
        if is_stream(path):
            return Manifest(path, name, is_stream=True)
        return Manifest(path, name, split_stamp(path.read_bytes().decode("utf-8", "surrogateescape")))
    except OSError as error:
        if error.errno in _NOTHING_THERE:
            return Manifest(path, name)
        message = f"what is there cannot be read: {error.strerror}"
        raise InvalidInputError([Diagnostic("unreadable-output", message, Place(name))]) from error
