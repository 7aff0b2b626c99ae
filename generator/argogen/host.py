"""The host of a session: environment variables, files and caches, for everything below the command line."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.text import STDIN, FileReader, SourceText, decode_source, read_file, read_source


def find_no_cache() -> Path | None:
    """Return None: no caches are kept."""
    return None


def find_user_cache() -> Path | None:
    """Return the user's folder for caches, where the platform has it; None without a home."""
    # A run in which all manifests are up to date needs no cache, nor the import of platformdirs.
    found: Path | None = importlib.import_module("argogen.caches").find_user_cache()
    return found


def keep_text(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables whose values are Unicode text: Python decodes other bytes to surrogates."""
    return {name: value for name, value in environ.items() if is_text(value)}


def is_text(value: str) -> bool:
    """Whether what came from outside Python was UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class Host(NamedTuple):
    """Environment variables, the folder in which relative paths start, readers of files, and the folder of caches.

    Without a `working_directory`, relative paths are left as they are. `read_file` is called with absolute paths;
    `read_stdin` gives the standard input, where there is one.
    """

    environ: Mapping[str, str] = {}
    working_directory: Path = Path()
    read_file: FileReader = read_file
    find_cache_directory: Callable[[], Path | None] = find_no_cache
    read_stdin: Callable[[], bytes] | None = None

    def resolve(self, path: str | os.PathLike[str]) -> Path:
        """Return the absolute path of a file or folder; links and `..` in it stay."""
        return self.working_directory / path

    def read(self, path: str | os.PathLike[str]) -> SourceText:
        """Read a source text, which messages name by `path` as it is given. Raises InvalidInputError."""
        return read_source(path, self.read_file, self.working_directory)

    def read_standard_input(self) -> SourceText:
        """Read the standard input, which messages call `<stdin>`. Raises InvalidInputError."""
        if self.read_stdin is None:
            raise InvalidInputError([Diagnostic("missing-file", "there is no standard input", Place(STDIN))])
        return decode_source(STDIN, self.read_stdin())

    def is_folder(self, path: str | os.PathLike[str]) -> bool:
        """Whether there is a folder; False for a path that cannot be looked up."""
        try:
            return self.resolve(path).is_dir()
        except OSError:
            return False

    def show(self, path: str | os.PathLike[str]) -> str:
        """Return the path as messages show it: relative to the working folder, with `/`, if it is below."""
        absolute, here = str(self.resolve(path)), str(self.working_directory)
        shown = absolute.removeprefix(here.rstrip(os.sep) + os.sep) if absolute != here else "."
        return shown.replace(os.sep, "/")
