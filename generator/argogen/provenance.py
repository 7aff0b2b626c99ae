"""The inputs of a manifest: the files, directories and environment variables that it is made from, and their digest.

Whatever is read for a manifest, beside the pipeline itself, is read through an `InputTracker`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from argogen.host import Host
from argogen.paths import list_template_files
from argogen.yaml.text import SourceText

EVERY = "*"
"""At the end of a name of variables: all whose names begin so; by itself, all."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MISSING = "missing"


class TrackedInputs(NamedTuple):
    """What was read: the digests of files and directories (with `/` at their end) by path, and the variables."""

    files: Mapping[str, str]
    variables: tuple[str, ...]


class InputTracker:
    """Reads files and environment variables of a host, and records which; `environ` are the variables."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._files: dict[str, str] = {}
        self._variables: dict[str, None] = {}
        self.environ: Mapping[str, str] = _TrackedVariables(host.environ, self._variables)

    @property
    def inputs(self) -> TrackedInputs:
        """What was read so far."""
        return TrackedInputs(dict(self._files), tuple(sorted(self._variables)))

    def read(self, path: str | os.PathLike[str]) -> SourceText:
        """Read a file, with `\\n` as its line ends. Raises InvalidInputError as `read_source` does."""
        source = self.host.read(path)
        self._files[os.fspath(path)] = digest_text(source.text)
        # A checkout on Windows has other line ends, and the same manifest.
        return replace(source, text=source.text.replace("\r\n", "\n"))

    def add_folder(self, folder: str | os.PathLike[str]) -> None:
        """Record a directory of template files as a whole."""
        self._files[f"{os.fspath(folder)}/"] = digest_folder(self.host.resolve(folder))


class _TrackedVariables(Mapping[str, str]):
    """Environment variables that record which of them were read, whether they exist or not."""

    def __init__(self, environ: Mapping[str, str], asked: dict[str, None]) -> None:
        self._environ = environ
        self._asked = asked

    def __getitem__(self, name: str) -> str:
        self._asked[name] = None
        return self._environ[name]

    def select(self, prefix: str) -> Mapping[str, str]:
        """Return the variables whose names begin so."""
        self._asked[f"{prefix}{EVERY}"] = None
        return select_variables(self._environ, prefix)

    def __iter__(self) -> Iterator[str]:
        self._asked[EVERY] = None
        return iter(self._environ)

    def __len__(self) -> int:
        self._asked[EVERY] = None
        return len(self._environ)


def select_variables(environ: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    """Return the variables whose names begin so, of tracked ones without reading the others."""
    if isinstance(environ, _TrackedVariables):
        return environ.select(prefix)
    return {name: value for name, value in environ.items() if name.startswith(prefix)}


def digest_inputs(recipe: str, files: Iterable[str], variables: Iterable[str], environ: Mapping[str, str]) -> str:
    """Return the digest of all inputs of a manifest.

    `recipe` is the digest of the settings, `files` are those of the pipeline and of what it pulls in, `variables` are
    the names of those of `environ` that it uses. Paths do not count, only contents.
    """
    values = {name: environ.get(name) for name in _expand(variables, environ)}
    return digest_data([recipe, list(files), values])


def _expand(variables: Iterable[str], environ: Mapping[str, str]) -> Iterator[str]:
    for name in variables:
        if name.endswith(EVERY):
            yield from (each for each in environ if each.startswith(name.removesuffix(EVERY)))
        else:
            yield name


def digest_data(data: object) -> str:
    """Return the digest of JSON-like data."""
    return digest_bytes(json.dumps(data, sort_keys=True, separators=(",", ":")).encode())


def digest_path(path: str) -> str:
    """Return the digest of the file at a path, or of the directory if it ends in `/`; "missing" if there is none."""
    try:
        return digest_folder(path) if path.endswith("/") else digest_file(path)
    except (OSError, ValueError):  # ValueError: a NUL in the path, which somebody has written into a stamp
        return _MISSING


def digest_folder(folder: str | os.PathLike[str]) -> str:
    """Return the digest of the template files of a directory, by name, without hidden ones. Raises OSError."""
    root = Path(folder)
    return digest_data({name.as_posix(): digest_file(root / name) for name in sorted(list_template_files(root))})


def digest_file(path: str | os.PathLike[str]) -> str:
    """Return the digest of a text file; line ends and a byte order mark do not count. Raises OSError."""
    return digest_bytes(Path(path).read_bytes())


def digest_text(text: str) -> str:
    """Return the digest of a text, as of a file."""
    return digest_bytes(text.encode())


def digest_bytes(data: bytes) -> str:
    """Return the digest of bytes, as of a file."""
    text = data.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
    return f"sha256:{hashlib.sha256(text).hexdigest()}"
