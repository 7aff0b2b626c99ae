"""Identify what is measured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_MEASURED = "generator", "templates", "schemas", "tests/benchmark/growth"
_COMPILED = "__pycache__"


def find_digest(root: Path = _ROOT) -> str:
    """Return the digest of the names and contents of all files on which results depend."""
    digest = hashlib.sha256()
    for path in sorted(_list_files(root)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


def _list_files(root: Path) -> Iterator[Path]:
    for folder in _MEASURED:
        for path in (root / folder).rglob("*"):
            if path.is_file() and _COMPILED not in path.parts:
                yield path
