"""Template files that were copied into a project to be changed, and their text at that time.

The text that a file was copied from is kept beside it, to see later what was changed here and what was changed there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.workspace.templates.origins import TemplateOrigin, find_all

_FOLDER = ".ejected"


def read_ejected(folder: Path, name: str) -> str | None:
    """Return the text that a file of a templates folder was copied from; None for a file that was not copied."""
    path = _locate(folder, name)
    return path.read_text("utf-8") if path.is_file() else None


def eject(name: str, folder: Path, inherited: Sequence[TemplateOrigin], host: Host) -> Mapping[Path, str]:
    """Return the files to write to copy a template file into a folder. Raises InvalidInputError if it exists."""
    text = find_all(name, inherited)[0].read(name)
    if (folder / name).exists():
        raise _error("existing-file", "this template file is there already", folder / name, host, _DIFF_HINT)
    return {folder / name: text, _locate(folder, name): text}


def rebase(name: str, folder: Path, inherited: Sequence[TemplateOrigin], host: Host) -> Mapping[Path, str]:
    """Return the file to write so that a copied file counts as copied now. Raises InvalidInputError without a copy."""
    text = find_all(name, inherited)[0].read(name)
    if not (folder / name).exists():
        raise _error("missing-file", "there is no such file to leave as it is", folder / name, host, _COPY_HINT)
    return {_locate(folder, name): text}


def _locate(folder: Path, name: str) -> Path:
    return folder / _FOLDER / name


_DIFF_HINT = "argogen templates diff shows how it differs"
_COPY_HINT = "without --rebase it is copied there"


def _error(code: str, message: str, path: Path, host: Host, hint: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, Place(host.show(path)), hint)])
