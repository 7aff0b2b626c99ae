"""Report an internal error: one line on the terminal, all details in a log file to attach to a bug report."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence

from argogen.version import __version__


def report_internal_error(error: Exception, arguments: Sequence[str]) -> str:
    """Write the details to a log file; return the line for the terminal."""
    details = "".join(traceback.format_exception(error))
    head = f"argogen {__version__}, Python {sys.version}\narguments: {list(arguments)}\n\n"
    with tempfile.NamedTemporaryFile("w", prefix="argogen-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(head + details)
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    return f"argogen: a fault of argogen's own ({summary}); please attach {log.name} to a report"
