"""Write fixes into the files that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from argogen.diagnostics import Diagnostic
from argogen.engine.source_file import SourceFile
from argogen.host import Host
from argogen.linter.autofix import apply_fixes
from argogen.output.files import write_files
from argogen.yaml.text import SourceText

# One fix may bring another to light: where a text stops being YAML, the rest of it is read only then.
_ROUNDS = 100
_BYTE_ORDER_MARK = "\ufeff"

Look = Callable[[], "list[Diagnostic]"]


def fix_all(look: Look, files: Iterable[str], host: Host) -> tuple[list[Diagnostic], int]:
    """Mend the files as long as there is something to apply_fixes; what is found then, and how many fixes there were.

    `look` reads the files anew each time. Raises InvalidInputError where a file cannot be written.
    """
    names = list(dict.fromkeys(files))
    found, fixed = look(), 0
    for _ in range(_ROUNDS):
        count = _fix(names, found, host)
        if not count:
            break
        found, fixed = look(), fixed + count
    return found, fixed


def fix_source(source_file: SourceFile, lint: Callable[[SourceFile], list[Diagnostic]]) -> SourceFile:
    """Apply safe fixes to a text as long as `lint` finds any; no file is written."""
    for _ in range(_ROUNDS):
        text, count = apply_fixes(source_file.source, lint(source_file))
        if not count:
            break
        source_file = source_file._replace(source=replace(source_file.source, text=text))
    return source_file


def _fix(files: Sequence[str], found: Sequence[Diagnostic], host: Host) -> int:
    fixable = {diagnostic.place.file for diagnostic in found if diagnostic.fix is not None}
    texts: dict[Path, str] = {}
    fixed = 0
    for source in (host.read(file) for file in files if file in fixable):
        text, count = apply_fixes(source, found)
        if count:
            texts[Path(source.file)] = _mark(source, host) + text
            fixed += count
    write_files(texts)
    return fixed


def _mark(source: SourceText, host: Host) -> str:
    """The byte order mark, if the file begins with one: reading leaves it out."""
    with host.resolve(source.file).open("rb") as file:
        return _BYTE_ORDER_MARK if file.read(3) == _BYTE_ORDER_MARK.encode() else ""
