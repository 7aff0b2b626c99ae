"""Texts that people wrote, and the spots in them."""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_right
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


def read_source(path: str | os.PathLike[str]) -> SourceText:
    """The text of a UTF-8 file, or of the standard input for `-` (shown as `<stdin>`), without a byte order mark.

    Raises:
        InvalidInputError: with one diagnostic: missing-file, not-a-file, unreadable-file or bad-encoding.
    """
    if os.fspath(path) == "-":
        if sys.stdin is None:
            raise _fault("missing-file", "there is no standard input", Place(STDIN))
        return _decode(STDIN, sys.stdin.buffer.read())
    return _decode(os.fspath(path), _read_bytes(Path(path)))


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():  # asked first: Windows would speak of a missing permission
            raise _fault("not-a-file", "this is a folder, and a file is needed", Place(str(path)))
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _fault("missing-file", "there is no such file", Place(str(path)), _nearest(path)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise _fault("unreadable-file", f"the file cannot be read: {reason}", Place(str(path))) from error


def _nearest(path: Path) -> str:
    try:
        siblings = [sibling.name for sibling in path.parent.iterdir()]
    except OSError:
        return ""
    near = find_nearest(path.name, tuple(sorted(siblings)))
    return f"did you mean '{path.parent / near}'?" if near else ""


def _decode(file: str, data: bytes) -> SourceText:
    if data.startswith(_UTF16_MARKS) or data.startswith(b"\x00\x00\xfe\xff"):
        raise _fault("bad-encoding", "the file is UTF-16 or UTF-32", Place(file), "save it as UTF-8")
    try:
        return SourceText(file, data.decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        shown = SourceText(file, data.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK))
        message = f"byte 0x{data[error.start]:02X} is not UTF-8"
        raise _fault("bad-encoding", message, shown.place_at(len(before)), "save the file as UTF-8") from error


def _fault(code: str, message: str, place: Place, hint: str = "") -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, place, hint)])
