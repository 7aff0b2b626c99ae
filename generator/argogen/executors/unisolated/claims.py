"""The paths of this machine that a run uses: none existed before it, and no other run uses one at the same time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from argogen.executors.unisolated.leftovers import end_leftovers
from argogen.executors.unisolated.paths import list_missing_parents, overlap, remove, remove_empty, resolve
from argogen.records import Record

CLAIMS = "paths.json"
"""The file in the directory of a run with its claims."""
_LOCK = ".paths.lock"


class ClaimError(Exception):
    """A path that a run cannot use; the message is the reason."""


class Claim(Record):
    """The paths that a run uses, and the directories above them that did not exist before; all are resolved."""

    paths: Sequence[str] = ()
    parents: Sequence[str] = ()


def read_claim(folder: Path) -> Claim:
    """Return what a run has claimed; nothing if that is not recorded."""
    try:
        data = json.loads((folder / CLAIMS).read_bytes())
    except (OSError, ValueError):
        return Claim()
    rows: list[Any] = [data.get(key) if isinstance(data, dict) else None for key in ("paths", "parents")]
    paths, parents = ([each for each in row or () if isinstance(each, str)] for row in rows)
    return Claim(paths, parents)


def clear(folder: Path) -> None:
    """End what a run has left running, and remove the files at its paths. Raises ClaimError."""
    claim = read_claim(folder)
    end_leftovers(folder)
    for path in claim.paths:
        try:
            remove(path)
        except OSError as error:
            raise ClaimError(f"'{path}', a file of run '{folder.name}', cannot be removed: {error.strerror}") from None
    remove_empty(claim.parents)
    with contextlib.suppress(OSError):
        (folder / CLAIMS).unlink(missing_ok=True)


def clear_abandoned(base: Path, is_abandoned: Callable[[Path], bool]) -> None:
    """Clear the runs below a directory whose processes were killed. Raises ClaimError."""
    for file in base.glob(f"*/{CLAIMS}"):
        if is_abandoned(file.parent):
            clear(file.parent)


class Claims:
    """The claims of a run; `folder` is its directory, and `is_abandoned` returns whether no process uses one."""

    def __init__(self, folder: Path, is_abandoned: Callable[[Path], bool]) -> None:
        self._folder, self._is_abandoned = folder, is_abandoned
        self._claim = read_claim(folder)
        self._mutex = threading.Lock()

    def add(self, paths: Iterable[str]) -> None:
        """Claim paths that are not yet. Raises ClaimError if one exists, or another run uses it."""
        with self._mutex:
            new = sorted({resolve(path) for path in paths} - set(self._claim.paths))
            if new:
                with _lock(self._folder.parent):
                    self._check(new)
                    parents = {parent for path in new for parent in list_missing_parents(path)}
                    self._write(Claim([*self._claim.paths, *new], sorted({*self._claim.parents, *parents})))

    def _check(self, new: Sequence[str]) -> None:
        clear_abandoned(self._folder.parent, lambda folder: folder != self._folder and self._is_abandoned(folder))
        for file in self._folder.parent.glob(f"*/{CLAIMS}"):
            for used in read_claim(file.parent).paths if file.parent != self._folder else ():
                for path in new:
                    if overlap(path, used):
                        raise ClaimError(f"path '{path}' is in use by run '{file.parent.name}' ('{used}')")
        for path in new:
            if os.path.lexists(path) and not any(overlap(path, own) for own in self._claim.paths):
                raise ClaimError(f"path '{path}' exists on this machine: it would be replaced")

    def _write(self, claim: Claim) -> None:
        temporary = self._folder / f".{CLAIMS}.new"
        try:
            temporary.write_text(json.dumps({"paths": claim.paths, "parents": claim.parents}), "utf-8")
            temporary.replace(self._folder / CLAIMS)
        except OSError as error:
            raise ClaimError(f"the paths of the run cannot be recorded: {error.strerror}") from None
        self._claim = claim


@contextlib.contextmanager
def _lock(base: Path) -> Iterator[None]:
    """Let no other run claim paths meanwhile. Raises ClaimError."""
    try:
        number = os.open(base / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ClaimError(f"'{base}' cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)
