"""A source and where it was found."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from argogen.host import Host
from argogen.yaml.text import SourceText


class SourceFile(NamedTuple):
    """A source to compile: its text, its path below the directory that was searched, and the directory that it is in.

    `relative` is the file name alone for a file that was named itself. Paths in the source are relative to `folder`,
    which itself may be relative to the working directory. `path` is the absolute path of the file, None without one.
    """

    source: SourceText
    relative: Path
    folder: Path
    path: Path | None = None


def make_source_file(source: SourceText, path: Path, host: Host) -> SourceFile:
    """Make the source file of a text that was read from a path, or stands for the text there."""
    return SourceFile(source, Path(path.name), path.parent, host.resolve(path))
