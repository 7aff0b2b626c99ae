"""Copy files from a container that has ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from argogen.executors.containers.engine import Engine, EngineError, read_errors

_ABSENT = ("no such file", "could not find the file", "could not be found")


def collect(engine: Engine, container: str, wanted: Mapping[str, str], folder: Path) -> list[str]:
    """Copy files and directories to a directory by name; return the paths that do not exist. Raises EngineError."""
    return [path for name, path in wanted.items() if not _copy(engine, container, path, folder / name)]


def _copy(engine: Engine, container: str, path: str, target: Path) -> bool:
    follow = [] if engine.is_podman else ["--follow-link"]  # which podman does
    with subprocess.Popen(  # noqa: S603 - the engine of the user
        engine.build("cp", *follow, "--", f"{container}:{path}", "-"), env=dict(engine.environ),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            unpack_copy(process.stdout or open(os.devnull, "rb"), target)  # noqa: PTH123, SIM115
            problem = ""
        except (tarfile.TarError, OSError) as error:
            problem = str(error)
        errors = process.stderr.read() if process.stderr else b""
    message = read_errors(errors)
    if process.returncode and any(each in message.lower() for each in _ABSENT):
        return False
    if process.returncode or problem:
        raise EngineError(f"'{path}' cannot be copied from the container: {message or problem}")
    return target.exists()


def unpack_copy(stream: IO[bytes], target: Path) -> None:
    """Unpack the archive that an engine prints; its first member becomes the target.

    Regular files, directories and symbolic links are kept; the latter are not followed.
    """
    first: str | None = None
    target = target.parent.resolve() / target.name
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            name = member.name.rstrip("/")
            first = name if first is None else first
            below = name[len(first) :].lstrip("/")
            path = target / below if below else target
            is_elsewhere = path.parent.resolve() != path.parent or path.is_symlink()
            if ".." in Path(below).parts or not name.startswith(first) or is_elsewhere:
                raise tarfile.TarError(f"unexpected member '{member.name}'")
            _unpack_member(archive, member, path)


def _unpack_member(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    if member.isdir():
        path.mkdir(exist_ok=True)
        path.chmod(member.mode & 0o777 | 0o700)
    elif member.issym():
        path.symlink_to(member.linkname)
    elif member.isreg():
        content = archive.extractfile(member)
        if content is not None:
            with path.open("xb") as stream:
                shutil.copyfileobj(content, stream)
            path.chmod(member.mode & 0o777)
