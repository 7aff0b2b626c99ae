"""Template files that were copied into a project to be changed, and their original content.

The original is kept in the same directory, to distinguish changes of the copy from later changes of the original.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import is_file
from argogen.host import Host
from argogen.workspace.templates.origins import TemplateOrigin, find_all
from argogen.yaml.text import read_source

_FOLDER = ".ejected"


def read_ejected(folder: Path, name: str) -> str | None:
    """Return the original content of a file in a templates directory; None if it was not copied."""
    path = _locate(folder, name)
    return read_source(path).text if is_file(path) else None


def eject(name: str, folder: Path, inherited: Sequence[TemplateOrigin], host: Host) -> Mapping[Path, str]:
    """Return the files to write to copy a template file into a directory. Raises InvalidInputError if it exists."""
    text = find_all(name, inherited)[0].read(name)
    if (folder / name).exists():
        raise _error("existing-file", "the template file already exists", folder / name, host, _DIFF_HINT)
    return {folder / name: text, _locate(folder, name): text}


def rebase(name: str, folder: Path, inherited: Sequence[TemplateOrigin], host: Host) -> Mapping[Path, str]:
    """Return the file that records the current original of a copied file. Raises InvalidInputError without a copy."""
    text = find_all(name, inherited)[0].read(name)
    if not (folder / name).exists():
        raise _error("missing-file", "the template file to rebase does not exist", folder / name, host, _COPY_HINT)
    return {_locate(folder, name): text}


def _locate(folder: Path, name: str) -> Path:
    return folder / _FOLDER / name


_DIFF_HINT = "run 'argogen templates diff' to compare it with the original"
_COPY_HINT = "omit --rebase to copy it"


def _error(code: str, message: str, path: Path, host: Host, hint: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, Place(host.show(path)), hint)])
