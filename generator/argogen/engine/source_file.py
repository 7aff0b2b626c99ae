"""A source and its location."""

from __future__ import annotations

from pathlib import Path

from argogen.host import Host
from argogen.records import Record
from argogen.yaml.text import SourceText


class SourceFile(Record):
    """A source to compile: its content, its path relative to the searched directory, and its directory.

    `relative` is only the file name for a file that was passed explicitly. Paths in the source are relative to
    `directory`, which may be relative to the working directory. `path` is the absolute path, None for standard input.
    """

    source: SourceText
    relative: Path
    folder: Path
    path: Path | None = None


def make_source_file(source: SourceText, path: Path, host: Host) -> SourceFile:
    """Return the source file of content that was read from a path, or replaces the content of that file."""
    return SourceFile(source, Path(path.name), path.parent, host.resolve(path))
