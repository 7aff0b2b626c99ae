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


class ToolError(Exception):
    """A linter has failed, with this error message."""


def find_tool(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the path of a program: one beside this Python, which may not be active, or on the search path."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    return beside or shutil.which(name, path=environ.get("PATH", ""))


def run_tool(command: Sequence[str], files: Mapping[str, str], environ: Mapping[str, str]) -> Any:
    """Run a linter on files with this content, in a temporary directory, and return the JSON that it prints.

    Raises ToolError, also after a minute and a second per file: a parser can take exponential time.
    """
    seconds = _SECONDS + _SECONDS_PER_FILE * len(files)
    with tempfile.TemporaryDirectory(prefix="argogen-") as folder:
        for name, text in files.items():
            write_new(os.path.join(folder, name), text.encode("utf-8"))  # noqa: PTH118 - of hundreds of files
        names = [name for name in files if not name.startswith(".")]
        try:
            done = subprocess.run(  # noqa: S603 - a program that is found by its name, with file names of this module
                [*command, *names],
                cwd=folder,
                env=dict(environ),
                capture_output=True,
                encoding="utf-8",
                timeout=seconds,
                check=False,
            )
            return json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            raise ToolError(f"no result after {seconds} seconds") from None
        except (OSError, subprocess.SubprocessError) as error:
            raise ToolError(str(error)) from error
        except ValueError as error:
            raise ToolError(" ".join(done.stderr.split())[:300] or "no output") from error
