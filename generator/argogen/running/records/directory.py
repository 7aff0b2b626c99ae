"""The directory of a run, which one process at a time may use."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from argogen.executors.unisolated.claims import CLAIMS, ClaimError, clear
from argogen.files import is_file, is_folder

VERSION = 2
WORKFLOW, DESCRIPTION, JOURNAL, OUTCOMES, LOCK = "workflow.json", "run.json", "journal.jsonl", "outcomes.jsonl", "lock"
_TEMPORARY = ("pods", "scratch")
_EARLY = frozenset(
    (LOCK, OUTCOMES, CLAIMS, "manifest.yaml", "artifacts", *(f".{name}.new" for name in (OUTCOMES, DESCRIPTION)))
)
"""What the directory of a run may have before its description."""
_LONGEST_END, _PAUSE = 10.0, 0.02
"""The seconds in which the processes of a run end whose argogen was killed, and those between two attempts to lock."""


class RecordError(Exception):
    """A directory that cannot be used as that of a run; the message is the reason."""


class RunDirectory:
    """The directory of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = -1

    @property
    def name(self) -> str:
        """The name of the run."""
        return self.path.name

    @property
    def held(self) -> tuple[int, ...]:
        """The descriptors that keep the directory locked as long as a process has them open."""
        return (self._lock,) if self._lock >= 0 else ()

    def is_described(self) -> bool:
        """Return whether it is the directory of a run."""
        return is_file(self.path / DESCRIPTION)

    def is_unstarted(self) -> bool:
        """Return whether it is the directory of a run whose argogen was killed before it was described."""
        if self.is_described() or not is_file(self.path / LOCK):
            return False
        try:
            return {each.name for each in self.path.iterdir()} <= _EARLY
        except OSError:
            return False

    def has_temporary(self) -> bool:
        """Return whether it has temporary files."""
        return any(is_folder(self.path / name) for name in _TEMPORARY)

    def lock(self, seconds: float = _LONGEST_END) -> None:
        """Keep other processes from using the directory. Raises RecordError.

        If the process that used it was killed, wait some time until those that it had started have ended, too.
        """
        try:
            self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            limit = time.monotonic() + seconds
            while not _try_to_lock(self._lock):
                if _is_alive(_read_owner(self._lock)) or time.monotonic() > limit:
                    raise RecordError(f"run '{self.name}' is in use by another process")
                time.sleep(_PAUSE)
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, str(os.getpid()).encode(), 0)
            clear(self.path)  # of a process that was killed
            self._remove_temporary()
        except (OSError, RecordError, ClaimError) as error:
            self._unlock()
            if isinstance(error, RecordError):
                raise
            if isinstance(error, ClaimError):
                raise RecordError(str(error)) from None
            raise RecordError(f"run '{self.name}' cannot be written: {error.strerror}") from None

    def _remove_temporary(self) -> None:
        for name in _TEMPORARY:
            shutil.rmtree(self.path / name, ignore_errors=True)

    def _unlock(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def check(self) -> None:
        """Raise RecordError if the directory was deleted since it was locked."""
        if self._lock >= 0 and os.fstat(self._lock).st_nlink == 0:
            raise RecordError(f"the directory of run '{self.name}' was deleted while it was in use")

    def is_locked(self) -> bool:
        """Return whether a process uses the directory; those that end after argogen was killed do not count.

        That of another user, which cannot be read, may be in use.
        """
        try:
            number = os.open(self.path / LOCK, os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True
        try:
            return not _try_to_lock(number) and _is_alive(_read_owner(number))
        finally:
            os.close(number)

    def release(self) -> None:
        """Remove temporary files, and let other processes use the directory."""
        self._remove_temporary()
        if self._lock >= 0 and os.fstat(self._lock).st_nlink == 0 and not self.is_described():
            shutil.rmtree(self.path, ignore_errors=True)  # what steps have made since it was deleted
        self._unlock()

    def describe(self, description: Mapping[str, Any]) -> None:
        """Write what the run executes."""
        self.write(DESCRIPTION, {"version": VERSION, **description})

    def read_description(self, types: Mapping[str, type]) -> Mapping[str, Any]:
        """Return what the run executes: values of the given types by key. Raises RecordError."""
        data = self.read(DESCRIPTION)
        if data is None:
            raise RecordError(f"'{self.path}' is not the directory of a run: it has no file {DESCRIPTION}")
        if data.get("version") != VERSION:
            versions = f"{data.get('version')}, not {VERSION}"
            raise RecordError(f"run '{self.name}' was recorded by another version of argogen ({versions})")
        wrong = [key for key, kind in types.items() if not isinstance(data.get(key), kind)]
        if wrong:
            raise RecordError(f"'{self.path / DESCRIPTION}' has no valid '{wrong[0]}': it was changed; start a new run")
        return data

    def read(self, name: str) -> dict[str, Any] | None:
        """Return the object of a JSON file, None if the file is missing. Raises RecordError."""
        path = self.path / name
        try:
            data = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordError(f"'{path}' cannot be read: {error.strerror}") from None
        except (ValueError, RecursionError) as error:
            raise RecordError(f"'{path}' is not valid JSON ({error}): it was changed; start a new run") from None
        if not isinstance(data, dict):
            raise RecordError(f"'{path}' is not an object: it was changed; start a new run")
        return data

    def write(self, name: str, data: Any) -> None:
        """Write a file as JSON, at once. Raises RecordError."""
        self.write_text(name, [json.dumps(data, ensure_ascii=False, indent=1)])

    def write_lines(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a file with a line of JSON for each row, at once. Raises RecordError."""
        self.write_text(name, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    def write_documents(self, name: str, documents: Iterable[Mapping[str, Any]]) -> None:
        """Write a file of YAML documents, at once. Raises RecordError."""
        self.write_text(name, (f"---\n{json.dumps(each, ensure_ascii=False, indent=1)}\n" for each in documents))

    def write_text(self, name: str, texts: Iterable[str]) -> None:
        """Write a file of parts, at once. Raises RecordError."""
        temporary = self.path / f".{name}.new"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        try:
            with open(os.open(temporary, flags, 0o600), "w", encoding="utf-8", errors="surrogatepass") as stream:  # noqa: PTH123
                stream.writelines(texts)
            temporary.replace(self.path / name)
        except OSError as error:
            raise self.explain(error) from None
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def explain(self, error: OSError) -> RecordError:
        """Return the report of an error of the file system while the run is recorded."""
        try:
            self.check()
        except RecordError as deleted:
            return deleted
        return RecordError(f"run '{self.name}' cannot be recorded in '{self.path}': {error.strerror or error}")

    def read_lines(self, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the objects of a file of lines with their numbers, without those that were not written completely."""
        try:
            lines = (self.path / name).read_bytes().split(b"\n")
        except OSError:
            return
        for number, line in enumerate(lines, 1):
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(data, dict):
                yield number, data

    def remove(self) -> None:
        """Delete the directory, which no process may use. Raises RecordError."""
        self.lock()
        try:
            shutil.rmtree(self.path)
        except PermissionError:
            message = f"run '{self.name}' has files of another user, such as root of a container: delete '{self.path}'"
            raise RecordError(f"{message} as that user") from None
        except OSError as error:
            reason = error.strerror or error
            raise RecordError(f"run '{self.name}' cannot be deleted from '{self.path}': {reason}") from None
        finally:
            self.release()

    def discard(self) -> None:
        """Delete the directory of a run that has not started, as far as that is possible."""
        with contextlib.suppress(ClaimError):
            clear(self.path)
        shutil.rmtree(self.path, ignore_errors=True)
        self.release()


def _try_to_lock(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_owner(number: int) -> int:
    """Return the process that has locked a file, 0 if it is not known."""
    text = os.pread(number, 20, 0)
    return int(text) if text.isdigit() else 0


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process > 0 and not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    """Return whether a process has ended, but its parent has not asked for its exit code."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2]
    except OSError:
        return False
    return fields.split()[:1] == ["Z"]
