"""Scripts of shell tasks: the command, with code to copy files and to write returned variables."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from argogen.dialects.runnable.data.catalog import Files

OUTPUTS = "/tmp/outputs"  # noqa: S108 (a directory in a separate container)

# For any POSIX shell. Not a template: a task becomes a `run` of the pipeline, which `argogen import` also writes.
_COPY_FILES = r"""
find_files() {
  case $1 in
    *'**/'*) find . -type f \( -path "./${1%%'**/'*}${1#*'**/'}" -o -path "./${1%%'**/'*}*/${1#*'**/'}" \) ;;
    *) (IFS= && for file in $1; do if [ -f "$file" ]; then echo "$file"; fi; done) ;;
  esac
}
copy_files() ( # FROM TO PATTERN…: keeps the directories of the files
  mkdir -p "$2" && to=$(cd "$2" && pwd) && cd "$1" || exit 1
  from=$(pwd) && shift 2
  for pattern; do
    files=$(find_files "$pattern")
    [ "$files" ] || { echo "no file in $from matches $pattern" >&2 && exit 1; }
    echo "$files" | while IFS= read -r file; do
      mkdir -p "$to/$(dirname "$file")" && cp "$file" "$to/$file" || exit 1
    done || exit 1
  done
)
""".lstrip("\n")


def write_script(command: str, returns: Sequence[str], get: Files, put: Files) -> str:
    """Return the script of a task: its command, then code that writes variables and stores files on success."""
    before = [f"copy_files {folder} . {shlex.join(patterns)} || exit $?" for folder, patterns in get.items()]
    keep = [f'copy_files "$work_folder" {folder} {shlex.join(patterns)} || exit $?' for folder, patterns in put.items()]
    after = [*_write_variables(returns), *keep]
    if not before and not after:
        return command
    remember = ["work_folder=$(pwd)"] if keep else []
    check = ["code=$?; [ $code -eq 0 ] || exit $code"] if after else []
    functions = _COPY_FILES if get or put else ""
    return functions + "\n".join([*before, *remember, command.rstrip("\n"), *check, *after, ""])


def _write_variables(returns: Sequence[str]) -> list[str]:
    if not returns:
        return []
    writes = [f'printf %s "${{{name}?is not set}}" > {OUTPUTS}/{name}' for name in returns]
    return [f"mkdir -p {OUTPUTS}", *writes]
