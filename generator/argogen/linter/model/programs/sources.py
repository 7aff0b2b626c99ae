"""Find the programs of containers, and the places in them that are code, not part of a string or comment."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argogen.linter.model.containers import ContainerFields

_SHELL = re.compile(r"(?:a|ba|da|k|z|c|tc|fi)?sh")
_INTERPRETER = re.compile(r"(?:python|node|nodejs|deno|perl|ruby|php|lua|Rscript|pwsh)[0-9.]*")
_SHELL_FLAG = re.compile(r"-[a-z]*c")
_FLAG = re.compile(r"-[a-z]*[ce]")
_TAG = r"\{\{(?:(?!\{\{).)*?\}\}"  # an unclosed tag ends at the next one
# What ends or begins a string or a comment, by the innermost open quote or bracket; "" in code.
_CODE_OF_SHELL = rf"\\.|{_TAG}|'|\"|\$?\(|`|\)|(?<![^\s;&|(])#[^\n]*"
_SHELL_PIECES = {
    "": _CODE_OF_SHELL, ")": _CODE_OF_SHELL, "`": _CODE_OF_SHELL, '"': rf"\\.|{_TAG}|\"|\$\(|`", "'": rf"{_TAG}|'",
}  # fmt: skip
_QUOTES = ("'''", '"""', "'", '"', "`")
_CODE_PIECES = {
    "": rf"{_TAG}|{'|'.join(_QUOTES)}|#[^\n]*",
    **{quote: rf"\\.|{_TAG}|{quote}" + ("|\n" if quote in "'\"" else "") for quote in _QUOTES},
}


class Program(NamedTuple):
    """The source of a program: the field that contains it, and whether a shell runs it."""

    field: str
    source: str
    is_shell: bool


def list_programs(container: ContainerFields) -> Iterator[Program]:
    """Yield the source of a script, and the program after `-c` or `-e` of a shell or an interpreter.

    In a program that argogen writes, only the directories of the files to copy come from the pipeline.
    """
    fields = container.fields
    command = _skip_env([str(word) for word in fields.get("command") or ()])
    source = fields.get("source")
    if source and (not command or _find_interpreter(command[0])):
        yield Program("source", source, not command or _is_shell(command[0]))
    code = container.template.python or container.template.notebook
    if code is not None and container.is_main:
        yield from (Program("args", directory, True) for directory in (*code.get, *code.put))
    elif not source:
        yield from _find_argument([*command, *map(str, fields.get("args") or ())])


def _skip_env(command: Sequence[str]) -> Sequence[str]:
    """Return a command without `env` before it."""
    return command[1:] if command and _name(command[0]) == "env" else command


def _find_argument(words: Sequence[str]) -> Iterator[Program]:
    if words and _find_interpreter(words[0]):
        flag = _SHELL_FLAG if _is_shell(words[0]) else _FLAG
        at = next((index for index, word in enumerate(words[1:-1], 1) if flag.fullmatch(word)), None)
        if at is not None:
            yield Program("args", words[at + 1], _is_shell(words[0]))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_shell(path: str) -> bool:
    return _SHELL.fullmatch(_name(path)) is not None


def _find_interpreter(path: str) -> bool:
    return _is_shell(path) or _INTERPRETER.fullmatch(_name(path)) is not None


def find_code(program: Program) -> frozenset[int]:
    """Return the places of the tags of a program that are neither in a string nor in a comment."""
    return frozenset(_scan_shell(program.source) if program.is_shell else _scan_code(program.source))


def _scan_shell(source: str) -> Iterator[int]:
    opened: list[str] = []
    at = 0
    while piece := _compile(_SHELL_PIECES[opened[-1] if opened else ""]).search(source, at):
        at, text, inner = piece.end(), piece[0], opened[-1] if opened else ""
        if text.startswith("{{"):
            if inner not in ("'", '"'):
                yield piece.start()
        elif text == inner:
            opened.pop()
        elif text in ("$(", "("):
            opened.append(")")
        elif text in ("'", '"', "`"):
            opened.append(text)


def _scan_code(source: str) -> Iterator[int]:
    quote, at = "", 0
    while piece := _compile(_CODE_PIECES[quote]).search(source, at):
        at, text = piece.end(), piece[0]
        if text.startswith("{{"):
            if not quote:
                yield piece.start()
        elif text in _QUOTES or text == "\n":
            quote = "" if quote else text


@functools.cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
