"""Keep the files that a process has left as outputs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from typing import Any


def collect(wanted: Iterable[Mapping[str, Any]], folder: str) -> list[str]:
    """Copy files and directories to a directory outside of the view; return the paths that do not exist."""
    missing = []
    for each in wanted:
        path, target = each["path"], f"{folder}/{each['name']}"
        if os.path.isdir(path):  # noqa: PTH112
            _copy_tree(path, target)
        elif os.path.isfile(path):  # noqa: PTH113
            _copy(path, target)
        else:
            missing.append(path)
    return missing


def _copy_tree(source: str, target: str) -> None:
    try:
        shutil.copytree(source, target, symlinks=True, copy_function=_copy)
    except shutil.Error as error:  # a list of all errors, each with both paths
        first = error.args[0][0]
        reason = str(first[2]).partition("] ")[2].partition(": ")[0] or str(first[2])
        raise OSError(f"directory '{source}' cannot be kept: {reason}") from None


def _copy(source: str, target: str, *, follow_symlinks: bool = True) -> str:
    if os.path.islink(source) and not follow_symlinks:  # noqa: PTH114
        os.symlink(os.readlink(source), target)  # noqa: PTH115, PTH211
        return target
    if os.path.isfile(source):  # noqa: PTH113 - neither devices nor pipes
        shutil.copyfile(source, target)
        shutil.copymode(source, target)
    return target
