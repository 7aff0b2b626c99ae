"""Source files: their text, and the places in it."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.suggestions import find_nearest

# YAML 1.1 also breaks lines at U+0085, U+2028 and U+2029; editors do not, and a place is for someone with an editor.
_LINE_END = re.compile(r"\r\n?|\n")
_BYTE_ORDER_MARK = "\ufeff"
STDIN = "<stdin>"
"""The name under which messages speak of standard input."""

FileReader = Callable[[Path], str | bytes]
"""Reads a file, as text or as UTF-8 bytes; raises OSError, or ValueError for a path that no file can have."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # those of UTF-32 begin or end with the same bytes


@dataclass(frozen=True)
class SourceText:
    """A text and the name under which messages speak of it; line ends are kept as they were written."""

    file: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """The index of the first character of each line."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def place_at(self, index: int, width: int = 1) -> Place:
        """The place of the character at `index`, counted from 0; never beyond the text, nor wider than its line."""
        index = min(max(index, 0), len(self.text))
        number = bisect_right(self.line_starts, index)
        text = self.line(number)
        column = min(index - self.line_starts[number - 1], len(text)) + 1
        return Place(self.file, number, column, max(1, min(width, len(text) - column + 1)), text)


def read_file(path: Path) -> bytes:
    """Return the content of a file on disk; the FileReader that is used where no other is given."""
    return path.read_bytes()


def read_source(path: str | os.PathLike[str], read: FileReader = read_file, folder: Path = Path()) -> SourceText:
    """Return the text of a UTF-8 file, without a byte order mark.

    Messages name the file by `path` as it is given. A relative path starts in `folder`. `read` gives the content of the
    file: what an editor holds of it, for example.

    Raises:
        InvalidInputError: with one diagnostic: missing-file, not-a-file, unreadable-file or bad-encoding.
    """
    return decode_source(os.fspath(path), _read_file(Path(path), read, folder))


def _read_file(path: Path, read: FileReader, folder: Path) -> str | bytes:
    try:
        return read(folder / path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _error(
            "missing-file", "there is no such file", Place(str(path)), _suggest_sibling(path, folder)
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        # Windows reports a missing permission; Path.is_dir would raise for a folder that cannot be entered.
        if isinstance(error, OSError) and os.path.isdir(folder / path):  # noqa: PTH112
            raise _error("not-a-file", "this is a folder, and a file is needed", Place(str(path))) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise _error("unreadable-file", f"the file cannot be read: {reason}", Place(str(path))) from error


def _suggest_sibling(path: Path, folder: Path) -> str:
    try:
        siblings = [sibling.name for sibling in (folder / path).parent.iterdir()]
    except OSError:
        return ""
    near = find_nearest(path.name, tuple(sorted(siblings)))
    return f"did you mean '{path.parent / near}'?" if near else ""


def decode_source(file: str, content: str | bytes) -> SourceText:
    """Return the source text of a content, which messages call `file`. Raises InvalidInputError: bad-encoding."""
    if isinstance(content, str):
        return SourceText(file, content.removeprefix(_BYTE_ORDER_MARK))
    if content.startswith(_UTF16_MARKS) or content.startswith(b"\x00\x00\xfe\xff"):
        raise _error("bad-encoding", "the file is UTF-16 or UTF-32", Place(file), "save it as UTF-8")
    try:
        return SourceText(file, content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        shown = SourceText(file, content.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK))
        message = f"byte 0x{content[error.start]:02X} is not UTF-8"
        raise _error("bad-encoding", message, shown.place_at(len(before)), "save the file as UTF-8") from error


def _error(code: str, message: str, place: Place, hint: str = "") -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, place, hint)])
