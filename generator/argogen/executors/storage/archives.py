"""Pack and unpack artifacts as the executor of Argo does."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FASTEST = 1
_MAGIC = b"\x1f\x8b"


class ArchiveError(Exception):
    """An archive that cannot be unpacked."""


def pack_tar(source: Path, name: str, target: Path, strategy: Mapping[str, Any]) -> None:
    """Pack a file or directory as the only member of a compressed tar archive."""
    level = strategy.get("compressionLevel")
    fast = _FASTEST if level is None else max(0, min(9, int(level)))
    with gzip.open(target, "wb", compresslevel=fast) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        archive.add(source, name)


def pack_zip(source: Path, name: str, target: Path) -> None:
    """Pack a file or directory in a zip archive; Argo keeps the whole path of a file, below another directory."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        if source.is_file():
            archive.write(source, f"mainctrfs/{name.lstrip('/')}")
        for folder, _, files in os.walk(source):
            for file in files:
                path = Path(folder, file)
                if not path.resolve().is_relative_to(source.resolve()):
                    continue  # a link that leads out of the container
                archive.write(path, Path(name).name / path.relative_to(source))


def unpack(source: Path, target: Path, strategy: Mapping[str, Any]) -> None:
    """Put an artifact at a path: unpacked if it is an archive, else a copy. Raises ArchiveError."""
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif "zip" in strategy:
        _unpack(source, target, _extract_zip)
    elif "none" not in strategy and ("tar" in strategy or _is_tar(source)):
        _unpack(source, target, _extract_tar)
    else:
        shutil.copyfile(source, target)
        target.chmod(0o600)  # as clients of buckets create files


def _is_tar(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.read(2) != _MAGIC:
            return False
    try:
        with tarfile.open(path, "r:gz") as archive:
            return archive.next() is not None
    except (tarfile.TarError, OSError, EOFError):
        return False


def _unpack(source: Path, target: Path, extract: Any) -> None:
    """Unpack an archive; its only member becomes the target itself."""
    folder = target.with_name(f"{target.name}.unpacked")
    folder.mkdir()
    try:
        extract(source, folder)
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise ArchiveError(str(error)) from None
    members = list(folder.iterdir())
    if len(members) == 1:
        members[0].rename(target)
        folder.rmdir()
    else:
        folder.rename(target)


def _extract_tar(source: Path, folder: Path) -> None:
    with tarfile.open(source, "r:*") as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(folder, filter="data")
            return
        for member in archive.getmembers():  # Python 3.11.3 and older
            if member.name.startswith("/") or ".." in Path(member.name).parts or member.islnk() or member.issym():
                raise ArchiveError(f"illegal file path: {member.name}")
        archive.extractall(folder)  # noqa: S202


def _extract_zip(source: Path, folder: Path) -> None:
    with zipfile.ZipFile(source) as archive:
        archive.extractall(folder)  # noqa: S202 - zipfile keeps members inside of the directory
