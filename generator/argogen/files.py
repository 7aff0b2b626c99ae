"""Read files and list directories that may be hostile: endless, special, unreadable, or huge; write new files."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place

MAX_BYTES = 32 * 2**20
"""The size of a file that is read: manifests and pipelines have some kilobytes."""

TEST_ENDINGS = (".test.yaml", ".test.yml")
"""The ends of the names of test files, which directories contain beside pipelines."""

_CHUNK = 2**20
# A named pipe without a writer would block, and a terminal would become the one of this process.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
# The pipes of a shell, such as `<(…)`, have been opened by their writer.
_STREAMS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_KINDS = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


class FileSizeError(OSError):
    """A file exceeds MAX_BYTES."""

    def __init__(self) -> None:
        super().__init__(errno.EFBIG, f"it is larger than {MAX_BYTES // 2**20} MiB")


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a regular file. Raises OSError, also for other files and beyond MAX_BYTES.

    Nothing is read beyond the limit, and no other file is waited for.
    """
    name = os.fspath(path)
    is_stream = name.startswith(_STREAMS)
    descriptor = os.open(name, os.O_RDONLY if is_stream else _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not is_stream and not stat.S_ISREG(status.st_mode):
            raise _refuse(status.st_mode, name)
        most = min(status.st_size, MAX_BYTES)
        content = os.read(descriptor, most + 1)
        return content if len(content) == most > 0 else _read_rest(descriptor, content)
    finally:
        os.close(descriptor)


def write_new(path: str, content: bytes) -> None:
    """Write a file that does not exist, readable for its owner only, in half the time of `open`. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        while content:
            content = content[os.write(descriptor, content) :]
    finally:
        os.close(descriptor)


def _read_rest(descriptor: int, content: bytes) -> bytes:
    """Read a file whose size is unknown, such as one of `/proc`, or wrong, up to the limit."""
    parts, total = [content], len(content)
    while total <= MAX_BYTES and (part := os.read(descriptor, _CHUNK)):
        parts.append(part)
        total += len(part)
    if total > MAX_BYTES:
        raise FileSizeError
    return b"".join(parts)


def _refuse(mode: int, path: str) -> OSError:
    if stat.S_ISDIR(mode):
        return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return OSError(errno.EINVAL, f"it is {_KINDS.get(stat.S_IFMT(mode), 'not a file')}, not a regular file")


def is_file(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is a regular file; False if it cannot be accessed, or is too long for the system."""
    return os.path.isfile(path)  # noqa: PTH113 - a Path would raise


def is_test_file(name: str) -> bool:
    """Return whether a file with this name contains test cases."""
    return name.endswith(TEST_ENDINGS)


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is a directory; False if it cannot be accessed, or is too long for the system."""
    return os.path.isdir(path)  # noqa: PTH112 - a Path would raise


def walk(folder: str | os.PathLike[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the directories below a directory as `os.walk` does. Raises InvalidInputError for an unreadable one."""
    return os.walk(folder, onerror=_raise)


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):  # it does not exist, or not any more
        raise report_unreadable(error, str(error.filename)) from error


def report_unreadable(error: OSError, folder: str) -> InvalidInputError:
    """Return the error of a directory that cannot be read."""
    message = f"cannot read the directory: {error.strerror or error}"
    return InvalidInputError([Diagnostic("unreadable-file", message, Place(folder))])


MAX_ENTRIES = 20_000
"""The number of files and directories in a directory of templates, which is searched as a whole."""


def list_template_files(directory: Path) -> Iterator[Path]:
    """Yield the relative paths of the template files of a directory, without hidden ones. Raises InvalidInputError."""
    count = 0
    for parent, folders, names in walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".")]
        count += len(folders) + len(names)
        if count > MAX_ENTRIES:
            message = f"directory of templates must contain at most {MAX_ENTRIES:,} files"
            hint = "use a directory that contains templates only"
            raise InvalidInputError([Diagnostic("unreadable-file", message, Place(str(directory)), hint)])
        for name in names:
            path = Path(parent, name)
            if name.endswith(".j2") and not name.startswith(".") and path.is_file():
                yield path.relative_to(directory)
