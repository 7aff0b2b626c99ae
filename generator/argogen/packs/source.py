"""The sources of packs in a project file, and packs located on this host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

MANIFEST = "argogen-pack.yaml"


class PackSource(NamedTuple):
    """The entry of a pack in a project file; without `git`, the `path` is relative to the project's folder."""

    name: str
    git: str
    ref: str
    path: str
    parameters: Mapping[str, Any]
    document: Document
    at: NodePath

    def place(self, key: str = "") -> Place:
        """Return the place of the entry, or of one of its keys."""
        return self.document.place((*self.at, key) if key else self.at, key=not key)

    def error(self, code: str, message: str, hint: str = "", *, key: str = "") -> InvalidInputError:
        """Report an error of the entry, or of one of its keys."""
        return InvalidInputError([Diagnostic(code, message, self.place(key), hint)])


class LocatedPack(NamedTuple):
    """A pack on this host: its folder, and the digest of its contents."""

    source: PackSource
    folder: Path
    digest: str


def list_pack_sources(document: Document) -> list[PackSource]:
    """Return the packs of a valid project file, in its order."""
    named = document.data.get("packs") or {}
    return [_read(name, data, document) for name, data in named.items()]


def _read(name: str, data: Mapping[str, Any], document: Document) -> PackSource:
    texts = (data.get("git", ""), data.get("ref", ""), data.get("path", ""))
    return PackSource(name, *texts, data.get("parameters") or {}, document, ("packs", name))
