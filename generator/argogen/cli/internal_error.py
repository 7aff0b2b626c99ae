"""A fault of argogen's own: one line for the person, all the rest in a log file to attach to a report."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence

from argogen import __version__


def report_internal_error(error: Exception, arguments: Sequence[str]) -> str:
    """Write what happened to a log file; the line about it."""
    details = "".join(traceback.format_exception(error))
    head = f"argogen {__version__}, Python {sys.version}\narguments: {list(arguments)}\n\n"
    with tempfile.NamedTemporaryFile("w", prefix="argogen-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(head + details)
    told = " ".join(f"{type(error).__name__}: {error}".split())
    return f"argogen: a fault of argogen's own ({told}); please attach {log.name} to a report"
