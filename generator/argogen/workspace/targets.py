"""Which files the results of a command go to, as the command line names them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.source_file import SourceFile
from argogen.host import Host
from argogen.workspace.inputs import is_folder


def find_targets(inputs: Sequence[SourceFile], paths: Sequence[str], output: str, host: Host) -> list[Path]:
    """The file for each input: `output` itself, or one in that folder. Raises InvalidInputError."""
    if len(paths) == 1 and not is_folder(host.resolve(paths[0])):
        return [_file_target(Path(output), inputs[0], host)]
    return [_folder(Path(output), host) / given.relative for given in inputs]


def _file_target(output: Path, given: SourceFile, host: Host) -> Path:
    if is_folder(host.resolve(output)):
        hint = f"name a file in it: {output / given.relative}"
        raise wrong_output("a folder cannot be the output of one file", output, host, hint)
    return output


def _folder(output: Path, host: Host) -> Path:
    if not is_folder(host.resolve(output)) and os.path.lexists(host.resolve(output)):
        raise wrong_output("a file cannot be the output of several", output, host, "name a folder")
    return output


def wrong_output(message: str, path: Path, host: Host, hint: str) -> InvalidInputError:
    """An output that cannot be."""
    return InvalidInputError([Diagnostic("wrong-output", message, Place(host.show(path)), hint)])
