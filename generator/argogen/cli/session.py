"""Open a session on this process: its environment variables, its working folder, the user's caches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.host import Host, find_user_cache, keep_text


def read_host() -> Host:
    """The host of this process."""
    return Host(keep_text(os.environ), Path.cwd(), find_cache_folder=find_user_cache)


def open_projects(**options: Any) -> Projects:
    """The projects around the working folder and elsewhere, in a new session, for the shared options of a command."""
    return Projects(RequestOptions(**options), EngineSession(read_host()))
