"""The host of a session: environment variables, files and caches, for all layers below the command line."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.records import Record
from argogen.yaml.text import STDIN, FileReader, SourceText, decode_source, read_file, read_source


def find_no_cache() -> Path | None:
    """Return None: nothing is cached."""
    return None


def find_user_cache() -> Path | None:
    """Return the platform's cache directory of the user, or None without a home directory."""
    # If all manifests are up to date, a run needs neither the cache nor the import of platformdirs.
    found: Path | None = importlib.import_module("argogen.caches").find_user_cache()
    return found


def keep_text(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables whose values are valid Unicode: Python decodes other bytes to surrogates."""
    return {name: value for name, value in environ.items() if is_text(value)}


def is_text(value: str) -> bool:
    """Return whether a value from outside of Python was encoded in UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class Host(Record):
    """Environment variables, the base directory of relative paths, file readers, and the cache directory.

    Without a `working_directory`, relative paths are not resolved. `read_file` is called with absolute paths;
    `read_stdin` returns the standard input; without it, there is no standard input.
    With `allow_outside`, paths in pipelines and projects may lead out of their git work tree.
    """

    environ: Mapping[str, str] = {}
    working_directory: Path = Path()
    read_file: FileReader = read_file
    find_cache_directory: Callable[[], Path | None] = find_no_cache
    read_stdin: Callable[[], bytes] | None = None
    allow_outside: bool = False

    def resolve(self, path: str | os.PathLike[str]) -> Path:
        """Return the absolute path of a file or directory, without resolving links and `..`."""
        return self.working_directory / path

    def read(self, path: str | os.PathLike[str], absolute: Path | None = None) -> SourceText:
        """Read a source text; messages show `path` unchanged. Raises InvalidInputError.

        `absolute` is the absolute path, if it is known: then `path` is not joined with the working directory.
        """
        return read_source(path, self.read_file, self.working_directory, absolute)

    def read_absolute(self, path: Path) -> SourceText:
        """Read a source text at an absolute path; messages show it as `show` does. Raises InvalidInputError."""
        return read_source(self.show(path), self.read_file, self.working_directory, path)

    def read_standard_input(self) -> SourceText:
        """Read the standard input, shown as `<stdin>` in messages. Raises InvalidInputError."""
        if self.read_stdin is None:
            raise InvalidInputError([Diagnostic("missing-file", "no standard input", Place(STDIN))])
        return decode_source(STDIN, self.read_stdin())

    def is_folder(self, path: str | os.PathLike[str]) -> bool:
        """Return whether the path is a directory; False if it cannot be accessed."""
        try:
            return self.resolve(path).is_dir()
        except OSError:
            return False

    def show(self, path: str | os.PathLike[str]) -> str:
        """Return the path for messages: with `/`, and relative to the working directory if it is below it."""
        here, text = str(self.working_directory), str(path)
        if isinstance(path, Path) and text.startswith(f"{here}{os.sep}"):  # most paths, which are normal
            return text[len(here) + 1 :].replace(os.sep, "/")
        # An absolute Path needs not be joined and parsed once more.
        absolute = text if isinstance(path, Path) and os.path.isabs(text) else str(self.resolve(path))  # noqa: PTH117
        shown = absolute.removeprefix(here.rstrip(os.sep) + os.sep) if absolute != here else "."
        return shown.replace(os.sep, "/")
