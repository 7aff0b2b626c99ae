"""The files of argogen that change manifests and pictures, and their digest.

The build of a wheel runs this module before any dependency is installed, so it imports the standard library only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

NOT_RENDERING = frozenset(
    {
        *("api", "cli", "drawing", "executors", "formats", "graph", "importing", "installation", "linter"),
        *(
            "runner",
            "running",
            "scripts",
            "testing",
            "argo/evaluation",
            "engine/conversion",
            "workspace/fixing",
            "workspace/pictures",
        ),
        "workspace/templates",
    }
)
"""The directories of argogen whose modules change no manifest. Rules of the linter can only prevent one."""

DRAWING = ("argo/evaluation", "drawing", "graph", "runner", "workspace/pictures")
"""The directories of argogen whose files change pictures, but no manifest."""
_DRAWN = (".py", ".css", ".html", ".js")
_CACHE = "__pycache__"
# A wheel has the examples in the package, and a checkout beside it.
_EXAMPLES = "examples"


def list_own_files(package: Path, templates: Path, schemas: Path) -> Iterator[tuple[str, str]]:
    """Yield the relative and the absolute paths of argogen's files that change manifests, in a stable order.

    The arguments are the directories of the package, of the built-in templates and of the schemas.
    """
    ignored = {_join(package, name) for name in (*NOT_RENDERING, _EXAMPLES)}
    for folder, ending in ((package, ".py"), (templates, ".j2"), (schemas, ".json")):
        start = len(str(folder))
        for file in _list_files(str(folder), ending, ignored):
            yield file[start:].replace(os.sep, "/"), file


def list_drawing_files(package: Path) -> Iterator[tuple[str, str]]:
    """Yield the paths of the files that only change pictures, as `list_own_files` does."""
    for name in DRAWING:
        for file in _list_files(_join(package, name), _DRAWN, frozenset()):
            yield file[len(str(package)) :].replace(os.sep, "/"), file


def digest_files(files: Iterable[tuple[str, str]]) -> str:
    """Return the digest of the relative paths and the contents of files, without regard to line ends."""
    digest = hashlib.sha256()
    for name, file in files:
        digest.update(f"{name}\0".encode() + _read(file).replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _read(file: str) -> bytes:
    """Return the content of a small file, in half the time of `open`: a checkout reads hundreds in each run."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(descriptor, os.fstat(descriptor).st_size + 1)
    finally:
        os.close(descriptor)


def _join(package: Path, name: str) -> str:
    return f"{package}/{name}".replace("/", os.sep)


def _list_files(folder: str, ending: str | tuple[str, ...], ignored: Set[str]) -> Iterator[str]:
    """Yield the paths of the files of a directory with these endings."""
    for directory, folders, names in os.walk(folder):
        prefix = f"{directory}{os.sep}"
        folders[:] = sorted(name for name in folders if name != _CACHE and f"{prefix}{name}" not in ignored)
        yield from (f"{prefix}{name}" for name in sorted(names) if name.endswith(ending))
