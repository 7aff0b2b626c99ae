"""The lock file: the commit of each pack, and the digest of its contents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import is_file
from argogen.host import Host
from argogen.yaml.read import read_documents

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class LockedPack(NamedTuple):
    """A fetched pack: its source in the project file, the commit, and the digest of its files.

    `kind` is the kind of the ref: "tag", "branch" or "commit"; empty if an earlier version wrote the file.
    """

    git: str
    ref: str
    path: str
    commit: str
    digest: str
    kind: str = ""


def read_lock(file: Path, host: Host) -> dict[str, LockedPack]:
    """Read the packs of a lock file by name; empty without a file. Raises InvalidInputError for an invalid one."""
    if not is_file(file):
        return {}
    source = host.read(host.show(file))
    documents = read_documents(source)
    try:
        packs = documents[0].data["packs"]
        return {name: _read_entry(entry) for name, entry in packs.items()}
    except (LookupError, TypeError, AttributeError) as error:
        hint = "do not edit it: run 'argogen templates update' to regenerate it"
        damaged = Diagnostic(
            "invalid-lock-file", "invalid lock file: not in the format written by argogen", Place(source.file), hint
        )
        raise InvalidInputError([damaged]) from error


def _read_entry(entry: Mapping[str, Any]) -> LockedPack:
    found = LockedPack(
        entry["git"], entry["ref"], entry.get("path", ""), entry["commit"], entry["digest"], entry.get("kind", "")
    )
    if not all(isinstance(value, str) for value in found) or not _COMMIT.fullmatch(found.commit):
        raise TypeError("all values must be strings, and a commit a full hash")
    return found
