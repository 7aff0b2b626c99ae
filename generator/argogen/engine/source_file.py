"""A source and its location."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.host import Host
from argogen.late import import_late
from argogen.records import Record, cached_property
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.yaml import kubernetes
else:
    kubernetes = import_late("argogen.yaml.kubernetes")


class SourceFile(Record):
    """A source to compile: its content, its path relative to the searched directory, and its directory.

    `relative` is only the file name for a file that was passed explicitly. Paths in the source are relative to
    `directory`, which may be relative to the working directory. `path` is the absolute path, None for standard input.
    """

    source: SourceText
    relative: Path
    folder: Path
    path: Path | None = None

    @cached_property
    def objects(self) -> Sequence[Document]:
        """The documents as Kubernetes reads them. Raises InvalidInputError."""
        return read_documents(self.source, kubernetes.KUBERNETES)


def make_source_file(source: SourceText, path: Path, host: Host) -> SourceFile:
    """Return the source file of content that was read from a path, or replaces the content of that file."""
    return SourceFile(source, Path(path.name), path.parent, host.resolve(path))
