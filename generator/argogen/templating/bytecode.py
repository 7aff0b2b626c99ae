"""A cache of compiled templates between runs, in a folder that only its owner can write.

The files of that folder are executed, so a folder that another user could have filled is not used. Errors of the cache
are silent: templates are compiled then, as if there were no cache.
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

from argogen.caches import open_private_folder

from . import environment, generator

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

_COMPILED_BY = (compiler, lexer, nodes, parser, environment, generator)


def open_cache(folder: Path | None) -> BytecodeCache | None:
    """Return a cache below `folder` for this Python, Jinja and argogen alone; None if it cannot be made or trusted."""
    if folder is None:
        return None
    try:
        own = open_private_folder(folder / f"templates-{sys.implementation.cache_tag}-{_digest_compiler()}")
    except OSError:
        return None
    return None if own is None else _FolderCache(own)


def _digest_compiler() -> str:
    """Return the digest of the code that compiles templates: exact where version numbers are not, as in a checkout."""
    digest = hashlib.sha256()
    for module in _COMPILED_BY:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]


class _FolderCache(BytecodeCache):
    """One file a template: the digest of its text, then its code. Files are replaced whole, so runs can share them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            head, _, code = (self._folder / bucket.key).read_bytes().partition(b"\n")
            if head == bucket.checksum.encode():
                bucket.code = marshal.loads(code)  # noqa: S302 - the folder is the user's own

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(bucket.checksum.encode() + b"\n" + marshal.dumps(bucket.code))
            Path(name).replace(self._folder / bucket.key)
