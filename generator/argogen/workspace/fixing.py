"""Apply safe fixes, to files or to a text."""

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

# A fix may uncover further ones: what follows a YAML error is parsed once the error is fixed.
_ROUNDS = 100
_BYTE_ORDER_MARK = "\ufeff"

Lint = Callable[[], "list[Diagnostic]"]


def fix_all(lint: Lint, files: Iterable[str], host: Host) -> tuple[list[Diagnostic], int]:
    """Fix files as long as `lint` finds something to fix; return what it finds then, and the number of fixes.

    `lint` reads the files each time. Raises InvalidInputError where a file cannot be written.
    """
    names = list(dict.fromkeys(files))
    found, fixed = lint(), 0
    for _ in range(_ROUNDS):
        count = _fix(names, found, host)
        if not count:
            break
        found, fixed = lint(), fixed + count
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
            texts[host.resolve(source.file)] = _read_mark(source, host) + text
            fixed += count
    write_files(texts, host.show)
    return fixed


def _read_mark(source: SourceText, host: Host) -> str:
    """Return the byte order mark of a file, if it has one: a source text does not."""
    with host.resolve(source.file).open("rb") as file:
        return _BYTE_ORDER_MARK if file.read(3) == _BYTE_ORDER_MARK.encode() else ""
