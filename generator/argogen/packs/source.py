"""The sources of packs in a project file, and packs located on this host."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

_PASSWORD = re.compile(r"(?<=://)[^/@\s]+(?=@)")
MANIFEST = "argogen-pack.yaml"


class PackSource(NamedTuple):
    """The entry of a pack in a project file; without `git`, the `path` is relative to the project's directory.

    `url` is the URL of `git`; a relative path there is relative to the project's directory, too.
    """

    name: str
    git: str
    ref: str
    path: str
    parameters: Mapping[str, Any]
    document: Document
    at: NodePath
    url: str

    def place(self, key: str = "") -> Place:
        """Return the place of the entry, or of one of its keys; the shown line has no password of a URL."""
        place = self.document.place((*self.at, key) if key else self.at, key=not key)
        return place._replace(text=_PASSWORD.sub(lambda found: "*" * len(found[0]), place.text))

    def error(self, code: str, message: str, hint: str = "", *, key: str = "") -> InvalidInputError:
        """Report an error of the entry, or of one of its keys."""
        return InvalidInputError([Diagnostic(code, message, self.place(key), hint)])


class LocatedPack(NamedTuple):
    """A pack on this host: its directory, and the digest of its contents."""

    source: PackSource
    folder: Path
    digest: str


def list_pack_sources(document: Document, project: Path) -> list[PackSource]:
    """Return the packs of a valid project file in the directory `project`, in its order."""
    named = document.data.get("packs") or {}
    return [_read(name, data, document, project) for name, data in named.items()]


def _read(name: str, data: Mapping[str, Any], document: Document, project: Path) -> PackSource:
    git = data.get("git", "")
    location = (git, data.get("ref", ""), data.get("path", ""))
    url = os.path.normpath(project / git) if git and _is_relative(git) else git
    return PackSource(name, *location, data.get("parameters") or {}, document, ("packs", name), url)


def _is_relative(git: str) -> bool:
    """Return whether this is a relative path, and neither a URL nor `HOST:PATH`, as git distinguishes them."""
    return not git.startswith(("/", "-")) and ":" not in git.partition("/")[0] and not Path(git).is_absolute()
