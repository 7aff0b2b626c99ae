"""Source files: their text, and places in it."""

from __future__ import annotations

import itertools
import operator
import os
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import MAX_BYTES, FileSizeError, read_bytes
from argogen.late import compile_late
from argogen.records import Record, cached_property
from argogen.suggestions import find_nearest

# YAML 1.1 also breaks lines at U+0085, U+2028 and U+2029; editors do not, and places are used in editors.
_LINE = compile_late(r"[^\r\n]*(?:\r\n?|\n)")
_BYTE_ORDER_MARK = "\ufeff"
STDIN = "<stdin>"
"""The name of standard input in messages."""

FileReader = Callable[[Path], str | bytes]
"""Reads a file, as a string or as UTF-8 bytes; raises OSError, or ValueError for an invalid path."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # the marks of UTF-32 begin or end with the same bytes


class SourceText(Record):
    """The content of a file, with its line ends, and the name of the file in messages."""

    file: str
    text: str

    @cached_property
    def may_have_tags(self) -> bool:
        """Whether the file has `{{`, or an escape, which can stand for it."""
        return "{{" in self.text or "\\" in self.text

    @cached_property
    def line_starts(self) -> list[int]:
        """The indices of the first characters of all lines."""
        if "\r" in self.text:
            return list(itertools.accumulate(map(len, _LINE.findall(self.text)), initial=0))
        lengths = map(len, self.text.split("\n")[:-1])  # without the line ends, which are added below
        return list(map(operator.add, itertools.accumulate(lengths, initial=0), itertools.count()))

    @cached_property
    def _lines(self) -> dict[int, str]:
        """The lines that were read, so that all places on a line share its string."""
        return {}

    def line(self, number: int) -> str:
        """Return a line, counted from 1, without its line end."""
        lines = self._lines
        if number not in lines:
            starts = self.line_starts
            end = starts[number] if number < len(starts) else len(self.text)
            lines[number] = self.text[starts[number - 1] : end].rstrip("\r\n")
        return lines[number]

    def number_at(self, index: int) -> int:
        """Return the number of the line, counted from 1, of the character at `index`."""
        return bisect_right(self.line_starts, index)

    def place_at(self, index: int, width: int = 1) -> Place:
        """Return the place of the character at `index`, counted from 0, limited to the source and to one line."""
        index = min(max(index, 0), len(self.text))
        number = self.number_at(index)
        text = self.line(number)
        column = min(index - self.line_starts[number - 1], len(text)) + 1
        return Place(self.file, number, column, max(1, min(width, len(text) - column + 1)), text)


def read_file(path: Path) -> bytes:
    """Return the content of a file on disk; the default FileReader."""
    return read_bytes(path)


def read_source(
    path: str | os.PathLike[str],
    read: FileReader = read_file,
    directory: Path = Path(),
    absolute: Path | None = None,
) -> SourceText:
    """Return the content of a UTF-8 file, without a byte order mark.

    Messages contain `path` unchanged. A relative path is resolved in `directory`, unless its absolute path is known.
    `read` returns the content of the file, such as the unsaved content in an editor.

    Raises:
        InvalidInputError: with one diagnostic: missing-file, not-a-file, unreadable-file or invalid-encoding.
    """
    return decode_source(os.fspath(path), _read_file(path, read, directory, absolute))


def _read_file(path: str | os.PathLike[str], read: FileReader, directory: Path, absolute: Path | None) -> str | bytes:
    try:
        return read(absolute or directory / path)
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = _suggest_sibling(Path(path), directory)
        raise _error("missing-file", "file not found", Place(str(Path(path))), hint) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        # Windows reports a missing permission; Path.is_dir would raise for a directory that cannot be entered.
        if isinstance(error, OSError) and os.path.isdir(directory / path):  # noqa: PTH112
            raise _error("not-a-file", "expected a file, found a directory", Place(str(Path(path)))) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise _report_unreadable(os.fspath(path), reason, is_large=isinstance(error, FileSizeError)) from error


def _report_unreadable(file: str, reason: str, *, is_large: bool) -> InvalidInputError:
    hint = "split it into several files" if is_large else ""
    return _error("unreadable-file", f"cannot read the file: {reason}", Place(file), hint)


def _suggest_sibling(path: Path, directory: Path) -> str:
    try:
        siblings = [sibling.name for sibling in (directory / path).parent.iterdir()]
    except OSError:
        return ""
    near = find_nearest(path.name, tuple(sorted(siblings)))
    return f"did you mean '{path.parent / near}'?" if near else ""


def decode_source(file: str, content: str | bytes) -> SourceText:
    """Return the content of a file, which is named `file` in messages.

    Raises:
        InvalidInputError: with one diagnostic: invalid-encoding, or unreadable-file for one that is too large.
    """
    if len(content) > MAX_BYTES:
        raise _report_unreadable(file, str(FileSizeError().strerror), is_large=True)
    if isinstance(content, str):
        return SourceText(file, content.removeprefix(_BYTE_ORDER_MARK))
    if content.startswith(_UTF16_MARKS) or content.startswith(b"\x00\x00\xfe\xff"):
        raise _error(
            "invalid-encoding", "invalid encoding: the file is UTF-16 or UTF-32", Place(file), "save the file as UTF-8"
        )
    try:
        return SourceText(file, content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        shown = SourceText(file, content.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK))
        message = f"invalid UTF-8: byte 0x{content[error.start]:02X}"
        raise _error("invalid-encoding", message, shown.place_at(len(before)), "save the file as UTF-8") from error


def _error(code: str, message: str, place: Place, hint: str = "") -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, place, hint)])
