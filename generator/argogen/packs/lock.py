"""The lock file: the commit of each pack, and the digest of its contents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.yaml.read import read_documents

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class LockedPack(NamedTuple):
    """A pack as it was fetched: its source in the project file, the commit, and the digest of its files."""

    git: str
    ref: str
    path: str
    commit: str
    digest: str


def read_lock(file: Path, host: Host) -> dict[str, LockedPack]:
    """Read the packs of a lock file by name; none without a file. Raises InvalidInputError for a damaged one."""
    if not file.is_file():
        return {}
    source = host.read(host.show(file))
    documents = read_documents(source)
    try:
        packs = documents[0].data["packs"]
        return {name: _read_entry(entry) for name, entry in packs.items()}
    except (LookupError, TypeError, AttributeError) as error:
        hint = "argogen templates update writes it anew; do not edit it"
        damaged = Diagnostic("damaged-lock", "this is not what argogen has written", Place(source.file), hint)
        raise InvalidInputError([damaged]) from error


def _read_entry(entry: Mapping[str, Any]) -> LockedPack:
    found = LockedPack(entry["git"], entry["ref"], entry.get("path", ""), entry["commit"], entry["digest"])
    if not all(isinstance(value, str) for value in found) or not _COMMIT.fullmatch(found.commit):
        raise TypeError("all of it is text, and a commit is written in full")
    return found
