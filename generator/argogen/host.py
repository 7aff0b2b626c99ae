"""The machine that argogen runs on, as far as anything below the command line may use it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from argogen.yaml.text import FileReader, SourceText, read_file, read_source


def find_no_cache() -> Path | None:
    """No folder for caches."""
    return None


def find_user_cache() -> Path | None:
    """The user's folder for caches, by the custom of the platform; None without a home."""
    # Manifests that are up to date are known as such before anything is imported that knows platforms.
    found: Path | None = importlib.import_module("argogen.caches").find_user_cache()
    return found


def keep_text(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables whose values are Unicode text; Python keeps other bytes as halves of characters."""
    return {name: value for name, value in environ.items() if is_text(value)}


def is_text(value: str) -> bool:
    """Whether what came from outside Python was UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Host:
    """Environment variables, the folder in which relative paths start, the reader of files, and the folder of caches.

    Without a `working_folder`, relative paths are left as they are. `read_file` is called with whole paths.
    """

    environ: Mapping[str, str] = field(default_factory=dict)
    working_folder: Path = Path()
    read_file: FileReader = read_file
    find_cache_folder: Callable[[], Path | None] = find_no_cache

    def resolve(self, path: str | os.PathLike[str]) -> Path:
        """The whole path of a file or folder."""
        return self.working_folder / path

    def read(self, path: str | os.PathLike[str]) -> SourceText:
        """Read a source text, which messages name by `path` as it is given. Raises InvalidInputError."""
        return read_source(path, self.read_file, self.working_folder)

    def show(self, path: Path) -> str:
        """The path as messages show it: relative to the working folder if it is below."""
        whole, here = str(self.resolve(path)), str(self.working_folder)
        shown = whole.removeprefix(here.rstrip(os.sep) + os.sep) if whole != here else "."
        return shown.replace(os.sep, "/")
