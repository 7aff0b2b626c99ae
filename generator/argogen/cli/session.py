"""Open a session on this process: its environment variables, working directory and user cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.files import MAX_BYTES
from argogen.host import Host, find_user_cache, keep_text
from argogen.yaml.text import STDIN


def read_host(*, allow_outside: bool = False) -> Host:
    """Return the host of this process."""
    read_stdin = _read_stdin if sys.stdin is not None else None
    folder = _find_working_directory()
    return Host(
        keep_text(os.environ),
        folder,
        find_cache_directory=find_user_cache,
        read_stdin=read_stdin,
        allow_outside=allow_outside,
    )


def _find_working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        message, hint = "the working directory has been deleted", "change to another directory"
        raise InvalidInputError([Diagnostic("missing-directory", message, Place("."), hint)]) from error


def _read_stdin() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def open_projects(*, allow_outside: bool = False, **options: Any) -> Projects:
    """Open a session with the shared options of a command, and return its projects."""
    return Projects(RequestOptions(**options), EngineSession(read_host(allow_outside=allow_outside)))


def read_piped(projects: Projects) -> Projects:
    """Return projects whose host has the standard input as the file STDIN of the working directory.

    Raises InvalidInputError.
    """
    host = projects.session.host
    text, piped = host.read_standard_input().text, host.resolve(STDIN)

    def read(path: Path) -> str | bytes:
        return text if path == piped else host.read_file(path)

    return Projects(projects.request, EngineSession(host._replace(read_file=read, read_stdin=None)))
