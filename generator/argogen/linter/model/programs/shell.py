"""Read simple shell scripts: their commands, and the files that they write."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SEPARATORS = frozenset({";", "&&", "||", "|", "&", "(", ")", ";;", "|&"})
_KEYWORDS = frozenset({"if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}", "time"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")
# Commands that write no files, except by redirection.
_HARMLESS = frozenset({
    ":", "[", "[[", "basename", "break", "cat", "continue", "cut", "date", "dirname", "echo", "env", "exit", "export",
    "expr", "false", "for", "grep", "head", "hostname", "id", "jq", "ls", "nproc", "printenv", "printf", "pwd", "read",
    "readonly", "return", "seq", "set", "shift", "sleep", "sort", "tail", "test", "tr", "true", "uname", "uniq",
    "unset", "uuidgen", "wait", "wc", "whoami",
})  # fmt: skip
# Commands that write the files in their arguments.
_WRITERS = frozenset({"chmod", "cp", "mkdir", "mv", "tee", "touch", "ln", "rm"})
_REDIRECTION = re.compile(r"[<>&|]*>[>&|]*")


class ShellSummary(NamedTuple):
    """The files that a script writes, as they are written in it."""

    files: tuple[str, ...]


def read_shell(text: str) -> ShellSummary | None:
    """Return what a script writes; None if it may write other files, or cannot be read."""
    if "<<" in text or "`" in text:
        return None
    try:
        files = tuple(_list_files(text))
    except (ValueError, _UnknownCommandError):
        return None
    return ShellSummary(files)


class _UnknownCommandError(Exception):
    """The script runs a command that may write any file."""


def _list_files(text: str) -> Iterator[str]:
    waiting = [text]
    while waiting:
        for command in _split(waiting.pop()):
            for word in command:
                waiting += _SUBSTITUTION.findall(word)
                if "$(" in _SUBSTITUTION.sub("", word):
                    raise _UnknownCommandError
            yield from _list_written(command)


def _split(text: str) -> Iterator[Sequence[str]]:
    """Yield the simple commands of a script, as words with their quotes."""
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=False, punctuation_chars=";()<>|&")
        lexer.commenters = "#"
        lexer.whitespace_split = True
        command: list[str] = []
        for token in _join_substitutions(lexer):
            if token in _SEPARATORS:
                yield command
                command = []
            else:
                command.append(token)
        yield command


def _join_substitutions(tokens: Iterator[str]) -> Iterator[str]:
    """Yield the tokens, with each command substitution outside of quotes as one of them."""
    opened: list[str] = []
    for token in tokens:
        if opened:
            opened.append(token)
            if token.startswith(")"):
                yield " ".join(opened)
                opened = []
        elif token.endswith("$"):
            opened = [token]
        else:
            yield token
    if opened:
        raise ValueError("unclosed substitution")


def _list_written(command: Sequence[str]) -> Iterator[str]:
    words: list[str] = []
    tokens = iter(command)
    for token in tokens:
        if _REDIRECTION.fullmatch(token):
            if words and words[-1].isdigit():
                words.pop()
            target = next(tokens, "")
            if not target.isdigit() and target != "-":
                yield target.strip("\"'")
        elif token.startswith("<"):
            next(tokens, "")
        else:
            words.append(token)
    yield from _list_arguments([word for word in words if word not in _KEYWORDS])


def _list_arguments(words: list[str]) -> Iterator[str]:
    """Yield the files in the arguments of a command. Raises _UnknownCommandError."""
    while words and _ASSIGNMENT.match(words[0]):
        words = words[1:]
    if not words or words[0] in _HARMLESS:
        return
    if words[0] not in _WRITERS:
        raise _UnknownCommandError
    yield from (word.strip("\"'") for word in words[1:] if not word.startswith("-"))
