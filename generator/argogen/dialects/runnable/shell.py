"""Shell tasks: the command, and around it what copies files and writes the variables that it returns."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from argogen.dialects.runnable.data.catalog import Files
from argogen.resources import TEMPLATES

OUTPUTS = "/tmp/outputs"  # noqa: S108 (a folder in a container of its own)


def write_script(command: str, returns: Sequence[str], get: Files, put: Files) -> str:
    """Return the script of a task: its command, whose variables are written and files kept if it has succeeded."""
    before = [f"copy_files {folder} . {shlex.join(patterns)} || exit $?" for folder, patterns in get.items()]
    keep = [f'copy_files "$work_folder" {folder} {shlex.join(patterns)} || exit $?' for folder, patterns in put.items()]
    after = [*_write_variables(returns), *keep]
    if not before and not after:
        return command
    remember = ["work_folder=$(pwd)"] if keep else []
    check = ["code=$?; [ $code -eq 0 ] || exit $code"] if after else []
    functions = (TEMPLATES / "code" / "files.sh").read_text("utf-8") if get or put else ""
    return functions + "\n".join([*before, *remember, command.rstrip("\n"), *check, *after, ""])


def _write_variables(returns: Sequence[str]) -> list[str]:
    if not returns:
        return []
    writes = [f'printf %s "${{{name}?is not set}}" > {OUTPUTS}/{name}' for name in returns]
    return [f"mkdir -p {OUTPUTS}", *writes]
