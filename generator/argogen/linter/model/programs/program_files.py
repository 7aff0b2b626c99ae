"""The program of a container, and the files that it writes, as far as its source shows them."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Sequence

from argogen.argo.expressions.tags import find_tags
from argogen.context import Container
from argogen.linter.model.programs.python import list_written
from argogen.linter.model.programs.shell import ShellSummary, read_shell
from argogen.records import Record

_SHELL = re.compile(r"(?:.*/)?(?:a|ba|da|k|z)?sh")
_PYTHON = re.compile(r"(?:.*/)?python[0-9.]*")
_OPTION = re.compile(r"-[euxoBs]+|pipefail")
_PATH = r"/[\w.-]+(?:/[\w.-]+)*"
_WRITTEN = re.compile(
    rf"""(?:>\s*|\btee\s+(?:-a\s+)?|\s-o[= ]?|--out[-\w]*[= ]|\.to_\w+\(\s*|\bsave\w*\(\s*|\b(?:cp|mv)\s+\S+\s+)"""
    rf"""["']?({_PATH})|\bopen\(\s*["']({_PATH})["']\s*,\s*(?:mode\s*=\s*)?["'][wax]"""
    rf"""|\bPath\(\s*["']({_PATH})["']\s*\)\.(?:write_(?:text|bytes)\(|touch\(|open\(\s*["'][wax])"""
)
# The part of a path before its name, commands that change the working directory, and what opens a file for writing.
_BEFORE = re.compile(r"[\w./${}()~+-]*$")
_MOVES = re.compile(r"\b(?:cd|pushd|chdir)\b")
_OPENED = re.compile(r"""(?:>\s*|\btee\s+|\bopen\(\s*)["']?$""")
# The end of a longer name before a name, and the continuation of a longer one after it.
_NAME_BEFORE, _NAME_AFTER = re.compile(r"[\w.-]"), re.compile(r"[\w-]|\.\w")
_MAX_PATH = 256
_TAG = "tag__"
# The directory of temporary files in containers, which is hardly ever the working directory.
_TEMPORARY = "/tmp/"  # noqa: S108


class ProgramFiles(Record):
    """A shell script or a Python program, and the files that it writes."""

    text: str
    is_shell: bool

    @functools.cached_property
    def written(self) -> Sequence[str]:
        """The constant paths that it writes and does not mention otherwise."""
        found = ["".join(paths) for paths in _WRITTEN.findall(self.text)]  # one of them
        return [path for path in dict.fromkeys(found) if self.text.count(path) == 1]

    @functools.cached_property
    def _without_tags(self) -> str:
        """The program with the same word in place of each tag."""
        parts, end = [], 0
        for tag in find_tags(self.text):
            parts += [self.text[end : tag.start], _TAG]
            end = tag.end
        return "".join((*parts, self.text[end:]))

    @functools.cached_property
    def _summary(self) -> ShellSummary | None:
        if self.is_shell:
            return read_shell(self._without_tags)
        files = list_written(self._without_tags)
        return None if files is None else ShellSummary(files)

    def may_write(self, path: str) -> bool:
        """Return whether it may write a file at a path, or in a directory of that name."""
        return self._summary is None or any(_may_be(path, file) for file in self._summary.files)

    def mentions(self, path: str) -> bool:
        """Return whether it contains a path, or the name of the file outside of other constant paths.

        A plain name is relative to the working directory of the image.
        """
        name = posixpath.basename(path)
        is_temporary = path.startswith(_TEMPORARY) and not _MOVES.search(self.text)
        for start in _find_name(name, self.text):
            before = _BEFORE.search(self.text, max(0, start - _MAX_PATH), start)
            written = f"{before[0] if before else ''}{name}"
            if not written.startswith("/") and not (is_temporary and written == name and self._opens(start)):
                return True
            if posixpath.normpath(written) == path:
                return True
        return False

    def writes_name(self, path: str) -> bool:
        """Return whether it writes a file that is given only by the name of a path."""
        found = _find_name(posixpath.basename(path), self.text)
        return any(self._opens(start) for start in found if self.text[start - 1 : start] != "/")

    def _opens(self, start: int) -> bool:
        return _OPENED.search(self.text[max(0, start - _MAX_PATH) : start]) is not None


def find_program(container: Container) -> ProgramFiles | None:
    """Return the program of a script, or of a container with `sh -c`; None for any other command."""
    interpreter, *rest = (*container.command, *container.args) or ("",)
    is_shell = _SHELL.fullmatch(interpreter) is not None
    if not is_shell and not _PYTHON.fullmatch(interpreter):
        return None
    if container.source is not None:
        is_plain = all(map(_OPTION.fullmatch, rest))  # other arguments may name a program that reads the source
        return ProgramFiles(container.source, is_shell) if is_plain else None
    flags = [word for word in rest if word.startswith("-")]
    programs = [word for word in rest if not word.startswith("-")]
    is_inline = bool(flags) and flags[0].endswith("c") and len(programs) == 1
    return ProgramFiles(programs[0], is_shell) if is_inline else None


def is_constant(path: str) -> bool:
    """Return whether a path is absolute, without variables and patterns."""
    return re.fullmatch(r"/[\w./-]+", path) is not None


def is_within(path: str, directory: str) -> bool:
    """Return whether a path is a directory or below it."""
    return f"{posixpath.normpath(path)}/".startswith(f"{posixpath.normpath(directory).rstrip('/')}/")


def _may_be(path: str, file: str) -> bool:
    return not is_constant(file) or _TAG in file or is_within(path, file) or is_within(file, path)


def _find_name(name: str, text: str) -> Iterator[int]:
    """Yield the indices of a file name that is not a part of a longer one."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (_NAME_BEFORE.match(text, start - 1) if start else None) and not _NAME_AFTER.match(text, end):
            yield start
            start = end - 1
        start = text.find(name, start + 1)
