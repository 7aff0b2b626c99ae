"""Apply safe fixes to files or to source text.

Files are fixed in memory, and written once, when their meaning has been compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic
from argogen.engine.source_file import SourceFile
from argogen.host import Host
from argogen.linter.autofix import apply_fixes
from argogen.linter.autofix.edits import is_fixable
from argogen.output.files import write_files
from argogen.yaml.text import FileReader

# A fix may lead to further ones: the content after an error is only analyzed once the error is fixed.
_ROUNDS = 100
_BYTE_ORDER_MARK = "\ufeff"

Lint = Callable[[Collection[str] | None], "list[Diagnostic]"]
"""Lints the given files, or all of them."""

Compare = Callable[[Collection[str], Collection[str]], Collection[str]]
"""Returns those of the fixed files whose manifests have changed; the second ones are those that may change."""

# Fixes of the notation. All others change the manifest: it works, or has the intended effect.
_NOTATION = frozenset({"deprecated-field", "implicit-string-conversion"})


class FileOverlay:
    """Reads files, of which some are replaced in memory."""

    def __init__(self, read_file: FileReader) -> None:
        self._read_file = read_file
        self.replaced: dict[Path, bytes] = {}

    def __call__(self, path: Path) -> bytes:
        """Return the content of a file."""
        if path in self.replaced:
            return self.replaced[path]
        content = self._read_file(path)
        return content.encode() if isinstance(content, str) else content


def fix_all(lint: Lint, compare: Compare, files: Iterable[str], host: Host, overlay: FileOverlay) -> Mapping[str, int]:
    """Fix files until `lint` reports nothing fixable, write them, and return the number of fixes in each.

    `host` reads through the overlay. Raises InvalidInputError where a file cannot be written.
    """
    names = list(dict.fromkeys(files))
    fixes = Counter[str]()
    fixable = _list_fixable(lint(None))
    may_change: set[str] = set()
    for _ in range(_ROUNDS):
        counts = _fix(names, fixable, host, overlay)
        if not counts:
            break
        fixes.update(counts)
        may_change |= {name for name in counts if any(each.code not in _NOTATION for each in fixable[name])}
        fixable = _list_fixable(lint(counts.keys()))
    for name in compare(fixes, may_change) if fixes else ():
        del overlay.replaced[host.resolve(name)], fixes[name]
    write_files({path: data.decode("utf-8") for path, data in overlay.replaced.items()}, host.show)
    return fixes


def fix_source(source_file: SourceFile, lint: Callable[[SourceFile], list[Diagnostic]]) -> SourceFile:
    """Apply safe fixes to source text until `lint` reports nothing fixable; no file is written."""
    for _ in range(_ROUNDS):
        text, count = apply_fixes(source_file.source, lint(source_file))
        if not count:
            break
        source_file = source_file._replace(source=source_file.source._replace(text=text))
    return source_file


_Fixable = Mapping[str, Sequence[Diagnostic]]
"""Diagnostics that may have fixes, by file."""


def _list_fixable(found: Iterable[Diagnostic]) -> _Fixable:
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        if is_fixable(diagnostic):
            by_file.setdefault(diagnostic.place.file, []).append(diagnostic)
    return by_file


def _fix(files: Sequence[str], by_file: _Fixable, host: Host, overlay: FileOverlay) -> Mapping[str, int]:
    """Replace the fixed files in the overlay; return the number of fixes in each."""
    counts: dict[str, int] = {}
    for source in (host.read(file) for file in files if file in by_file):
        text, count = apply_fixes(source, by_file[source.file])
        if count:
            path = host.resolve(source.file)
            overlay.replaced[path] = (_read_mark(path, overlay) + text).encode()
            counts[source.file] = count
    return counts


def _read_mark(path: Path, overlay: FileOverlay) -> str:
    """Return the byte order mark of a file, or an empty string; `SourceText` omits it."""
    return _BYTE_ORDER_MARK if overlay(path)[:3] == _BYTE_ORDER_MARK.encode() else ""
