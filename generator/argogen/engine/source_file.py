"""A source and where it was found."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from argogen.yaml.text import STDIN, SourceText


class SourceFile(NamedTuple):
    """A source to compile: its text, its path below the folder that was searched, and the folder that it is in.

    `relative` is the file name alone for a file that was named itself. Paths in the source are relative to `folder`.
    """

    source: SourceText
    relative: Path
    folder: Path

    @property
    def is_stdin(self) -> bool:
        """Whether it was read from standard input and cannot be read again."""
        return self.source.file == STDIN

    @property
    def path(self) -> Path | None:
        """The absolute path of the file; None for standard input."""
        return None if self.is_stdin else self.folder.absolute() / Path(self.source.file).name
