"""A source and where it was found."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from argogen.host import Host
from argogen.yaml.text import SourceText


class SourceFile(NamedTuple):
    """A source to compile: its text, its path below the folder that was searched, and the folder that it is in.

    `relative` is the file name alone for a file that was named itself. Paths in the source are relative to `folder`,
    which itself may be relative to the working folder. `path` is the whole path of the file, None for a text of none.
    """

    source: SourceText
    relative: Path
    folder: Path
    path: Path | None = None


def make_source_file(source: SourceText, path: Path, host: Host) -> SourceFile:
    """The source file of a text that was read from a path, or is about to be written there."""
    return SourceFile(source, Path(path.name), path.parent, host.resolve(path))
