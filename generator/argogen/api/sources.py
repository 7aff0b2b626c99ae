"""The source of a public call: a file or a string."""

from __future__ import annotations

from pathlib import Path

from argogen.api.options import StrPath
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.host import Host
from argogen.yaml.text import SourceText

_NO_FILE = "<text>"


def open_source(path: StrPath | None, text: str | None, filename: StrPath | None, host: Host) -> SourceFile:
    """Return the source of a call.

    Raises:
        TypeError: for neither or both of `path` and `text`, a `text` that is not a str, or a `filename` without `text`.
        InvalidInputError: for a file that cannot be read.
    """
    if (path is None) == (text is None):
        raise TypeError("pass either 'path' or 'text'")
    if path is not None:
        if filename is not None:
            raise TypeError("'filename' requires 'text' instead of 'path'")
        whole = Path(path)
        # `-` stands for standard input only on the command line.
        return make_source_file(host.read(whole if str(whole) != "-" else host.resolve(whole)), whole, host)
    if not isinstance(text, str):
        raise TypeError(f"'text' must be a str, got {type(text).__name__}")
    if filename is None:
        return SourceFile(SourceText(_NO_FILE, text), Path(_NO_FILE), Path())
    return make_source_file(SourceText(str(Path(filename)), text.removeprefix("\ufeff")), Path(filename), host)
