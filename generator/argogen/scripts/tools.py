"""Find and run other linters, each once for all files of a run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.files import write_new

INSTALL = "pip install 'argogen[scripts]'"
_SECONDS, _SECONDS_PER_FILE = 60, 1
_IN_MEMORY = "/dev/shm"  # noqa: S108 - as the directory for temporary files, it is for all users


class ToolError(Exception):
    """A linter has failed, with this error message."""


def find_tool(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the path of a program: one beside this Python, which may not be active, or on the search path."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    return beside or shutil.which(name, path=environ.get("PATH", ""))


def _find_directory(environ: Mapping[str, str]) -> str | None:
    """Return the directory of files in memory, unless another one is set for temporary files; None for the default.

    On a disk, the files for other linters can take a tenth of the time of lint.
    """
    is_usable = "TMPDIR" not in environ and os.access(_IN_MEMORY, os.W_OK | os.X_OK)
    return _IN_MEMORY if is_usable else None


def run_tool(command: Sequence[str], files: Mapping[str, str], environ: Mapping[str, str]) -> Any:
    """Run a linter on files with this content, in a temporary directory, and return the JSON that it prints.

    Raises ToolError, also after a minute and a second per file: a parser can take exponential time.
    """
    seconds = _SECONDS + _SECONDS_PER_FILE * len(files)
    try:
        with tempfile.TemporaryDirectory(prefix="argogen-", dir=_find_directory(environ)) as folder:
            for name, text in files.items():
                write_new(os.path.join(folder, name), text.encode("utf-8"))  # noqa: PTH118 - of hundreds of files
            done = _run([*command, *(name for name in files if not name.startswith("."))], folder, environ, seconds)
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise ToolError(f"no result after {seconds} seconds") from None
    except (OSError, subprocess.SubprocessError, UnicodeError) as error:
        raise ToolError(str(error)) from error
    except ValueError as error:
        raise ToolError(" ".join(done.stderr.split())[:300] or "no output") from error


def _run(
    command: Sequence[str], folder: str, environ: Mapping[str, str], seconds: int
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - a program that is found by its name, with file names of this module
        command,
        cwd=folder,
        env=dict(environ),
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
