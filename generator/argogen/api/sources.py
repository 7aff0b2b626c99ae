"""The source of a public call: a file, or a text that stands in for one."""

from __future__ import annotations

from pathlib import Path

from argogen.api.options import StrPath
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.host import Host
from argogen.yaml.text import SourceText

_NO_FILE = "<text>"


def open_source(path: StrPath | None, text: str | None, filename: StrPath | None, host: Host) -> SourceFile:
    """The source that a call names.

    Raises:
        TypeError: for neither or both of `path` and `text`, a `text` that is no str, or a `filename` without one.
        InvalidInputError: for a file that cannot be read.
    """
    if (path is None) == (text is None):
        raise TypeError("give either a path, or a text by its keyword")
    if path is not None:
        if filename is not None:
            raise TypeError("a filename names a text; a path has a name already")
        whole = Path(path)
        # `-` is standard input only on a command line.
        return make_source_file(host.read(whole if str(whole) != "-" else host.resolve(whole)), whole, host)
    if not isinstance(text, str):
        raise TypeError(f"a text is a str, and this is {type(text).__name__}")
    if filename is None:
        return SourceFile(SourceText(_NO_FILE, text), Path(_NO_FILE), Path())
    return make_source_file(SourceText(str(Path(filename)), text.removeprefix("\ufeff")), Path(filename), host)
