"""The inputs of a manifest: files, directories and environment variables, and their digest.

All inputs of a manifest, except the pipeline itself, are read through an `InputTracker`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from argogen.diagnostics import InvalidInputError
from argogen.files import list_template_files, read_bytes
from argogen.host import Host
from argogen.records import TupleRecord
from argogen.yaml.text import SourceText

EVERY = "*"
"""A wildcard at the end of a name: all variables with that prefix; alone, all variables."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MISSING = "missing"
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class TrackedInputs(TupleRecord):
    """The inputs that were read: digests of files and directories (with a final `/`) by path, and variables."""

    files: Mapping[str, str]
    variables: tuple[str, ...]


class InputTracker:
    """Reads files and environment variables of a host, and records them; `environ` are the variables."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._files: dict[str, str] = {}
        self._variables: dict[str, None] = {}
        self.environ: Mapping[str, str] = _TrackedVariables(host.environ, self._variables)

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the environment variables that were read so far."""
        return tuple(filter(None, _list_values(self._variables, self.host.environ))) if self._variables else ()

    @property
    def inputs(self) -> TrackedInputs:
        """The inputs that were read so far."""
        return TrackedInputs(dict(self._files), tuple(sorted(self._variables)))

    def read(self, path: str | os.PathLike[str]) -> SourceText:
        """Return the content of a file, with `\\n` as line ends. Raises InvalidInputError as `read_source` does."""
        source = self.host.read(path)
        self._files[os.fspath(path)] = digest_text(source.text)
        # A checkout on Windows has other line ends, but must result in the same manifest.
        return source._replace(text=source.text.replace("\r\n", "\n"))

    def add_directory(self, directory: str | os.PathLike[str]) -> None:
        """Record all template files of a directory."""
        self._files[f"{os.fspath(directory)}/"] = digest_directory(self.host.resolve(directory))


def _list_values(names: Iterable[str], environ: Mapping[str, str]) -> Iterator[str]:
    for name in names:
        if name.endswith(EVERY):
            yield from (value for each, value in environ.items() if each.startswith(name.removesuffix(EVERY)))
        else:
            yield environ.get(name, "")


class _TrackedVariables(Mapping[str, str]):
    """Environment variables that record the names that were read, whether defined or not."""

    def __init__(self, environ: Mapping[str, str], names: dict[str, None]) -> None:
        self._environ = environ
        self._names = names

    def __getitem__(self, name: str) -> str:
        self._names[name] = None
        return self._environ[name]

    def select(self, prefix: str) -> Mapping[str, str]:
        """Return the variables with a prefix."""
        self._names[f"{prefix}{EVERY}"] = None
        return select_variables(self._environ, prefix)

    def __iter__(self) -> Iterator[str]:
        self._names[EVERY] = None
        return iter(self._environ)

    def __len__(self) -> int:
        self._names[EVERY] = None
        return len(self._environ)


def select_variables(environ: Mapping[str, str], prefix: str) -> Mapping[str, str]:
    """Return the variables with a prefix; of tracked variables, others are not recorded as read."""
    if isinstance(environ, _TrackedVariables):
        return environ.select(prefix)
    return {name: value for name, value in environ.items() if name.startswith(prefix)}


def digest_inputs(recipe: str, files: Iterable[str], variables: Iterable[str]) -> str:
    """Return the digest of all inputs of a manifest, except values of environment variables.

    `recipe` is the digest of the settings, `files` are the digests of the pipeline and of the files that it uses, and
    `variables` are the names of its environment variables: a short secret could be guessed from a digest of its value.
    The digest depends on contents, but not on paths.
    """
    return digest_data([recipe, list(files), sorted(variables)])


def digest_data(data: object) -> str:
    """Return the digest of JSON-like data."""
    return digest_bytes(_ENCODER.encode(data).encode())


def digest_path(path: str) -> str:
    """Return the digest of a file, or of a directory if the path ends with `/`; "missing" if it does not exist."""
    try:
        return digest_directory(path) if path.endswith("/") else digest_file(path)
    except (OSError, ValueError, InvalidInputError):  # ValueError: a NUL in the path of a manually edited stamp
        return _MISSING


def digest_directory(directory: str | os.PathLike[str]) -> str:
    """Return the digest of the template files of a directory, by name, without hidden ones. Raises OSError."""
    root = Path(directory)
    return digest_data({name.as_posix(): digest_file(root / name) for name in sorted(list_template_files(root))})


def digest_file(path: str | os.PathLike[str]) -> str:
    """Return the digest of a file, without regard to line ends and a byte order mark. Raises OSError."""
    return digest_bytes(read_bytes(path))


def digest_text(text: str) -> str:
    """Return the digest of a string, as of a file with that content."""
    return digest_bytes(text.encode("utf-8", "surrogatepass"))  # an existing file may contain other bytes


def digest_bytes(data: bytes) -> str:
    """Return the digest of bytes, as of a file with that content."""
    text = data.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
    return f"sha256:{hashlib.sha256(text).hexdigest()}"
