"""Open a session on this process: its environment variables, its working folder, the user's caches."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.host import Host, find_user_cache, keep_text


def read_host() -> Host:
    """Return the host of this process."""
    read_stdin = _read_stdin if sys.stdin is not None else None
    return Host(keep_text(os.environ), Path.cwd(), find_cache_directory=find_user_cache, read_stdin=read_stdin)


def _read_stdin() -> bytes:
    return sys.stdin.buffer.read()


def open_projects(**options: Any) -> Projects:
    """Open a session with the shared options of a command, and give access to the projects in it."""
    return Projects(RequestOptions(**options), EngineSession(read_host()))
