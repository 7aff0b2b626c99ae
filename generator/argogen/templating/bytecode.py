"""Cache of compiled templates between runs, in a directory that only its owner can write.

The files of that directory are executed, so a directory that another user can write is not used. Errors of the cache
are ignored: templates are then compiled as without a cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, compiler, lexer, nodes, parser

from argogen.caches import open_private_directory

from . import environment, generator

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

_COMPILED_BY = (compiler, lexer, nodes, parser, environment, generator)


def open_cache(folder: Path | None, kind: str = "templates") -> BytecodeCache | None:
    """Return a cache below `folder` for these versions of Python, Jinja and argogen; None if it cannot be trusted.

    Each environment that compiles templates uses a different `kind`.
    """
    if folder is None:
        return None
    try:
        own = open_private_directory(folder / f"{kind}-{sys.implementation.cache_tag}-{_digest_compiler()}")
    except OSError:
        return None
    return None if own is None else _FolderCache(own)


def _digest_compiler() -> str:
    """Return a digest that differs for other code that compiles templates.

    In a checkout, version numbers are not precise enough. As for the bytecode of Python, the path, size and
    modification time of a file stand for its content.
    """
    files = [str(module.__file__) for module in _COMPILED_BY]
    states = [Path(file).stat() for file in files]
    facts = [(file, state.st_size, state.st_mtime_ns) for file, state in zip(files, states, strict=True)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class _FolderCache(BytecodeCache):
    """One file for each template: digest of its source, and code. Files are replaced atomically, so runs share them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            head, _, code = (self._folder / bucket.key).read_bytes().partition(b"\n")
            if head == bucket.checksum.encode():
                bucket.code = marshal.loads(code)  # noqa: S302 - only the user can write the directory

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(bucket.checksum.encode() + b"\n" + marshal.dumps(bucket.code))
            Path(name).replace(self._folder / bucket.key)
