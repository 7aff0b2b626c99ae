"""Find the language of a program from the command that runs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from argogen.scripts.script import PYTHON

_SHELLS = {"bash": "bash", "dash": "dash", "ash": "busybox", "ksh": "ksh"}
_PYTHON = re.compile(r"python(3(\.\d+)?)?")
_OLD_PYTHON = re.compile(r"(^|/)python:2\b")
_BUSYBOX = re.compile(r"(^|[/:-])(alpine|busybox)\b")
_SHELL_FLAG, _PYTHON_FLAG = re.compile(r"-[a-z]*c"), re.compile(r"-c")
_SHEBANG = re.compile(r"#!\s*(\S+)(?:[ \t]+(\S+))?")


def find_language(command: Sequence[Any], image: object) -> str | None:
    """Return the language of the program that a command runs, None for others."""
    words = [str(word).rpartition("/")[2] for word in command]
    name = words[1] if len(words) > 1 and words[0] == "env" else words[0] if words else ""
    if name == "sh":
        return "busybox" if _BUSYBOX.search(str(image or "")) else "sh"
    if _PYTHON.fullmatch(name):
        return None if _OLD_PYTHON.search(str(image or "")) else PYTHON
    return _SHELLS.get(name)


def find_by_shebang(text: str, image: object) -> str | None:
    """Return the language that the first line of a script names, None if it names none."""
    found = _SHEBANG.match(text)
    return find_language([word for word in found.groups() if word], image) if found else None


def find_program(words: Sequence[Any], language: str) -> int | None:
    """Return the index of the program after `-c` in a command line, None without one."""
    flag = _PYTHON_FLAG if language == PYTHON else _SHELL_FLAG
    return next((at + 1 for at, word in enumerate(words[:-1]) if at and flag.fullmatch(str(word))), None)
