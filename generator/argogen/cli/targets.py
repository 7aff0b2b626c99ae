"""Where the results of a command go: standard output, a file, or files in a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from argogen.cli.inputs import Input, is_folder
from argogen.diagnostics import Diagnostic, InvalidInputError, Place


def find_targets(inputs: Sequence[Input], paths: Sequence[str], output: str | None) -> list[Path] | None:
    """The file for each input; None for standard output. Raises InvalidInputError."""
    if output is None or output == "-":
        return None
    if len(paths) == 1 and not is_folder(Path(paths[0])):
        targets = [_file_target(Path(output), inputs[0])]
    else:
        targets = [_folder(Path(output)) / given.relative for given in inputs]
    _refuse_clashes(targets, inputs)
    return targets


def _file_target(output: Path, given: Input) -> Path:
    if is_folder(output):
        hint = f"name a file in it: {output / given.relative}"
        raise wrong_output("a folder cannot be the output of one input", output, hint)
    return output


def _folder(output: Path) -> Path:
    if not is_folder(output) and os.path.lexists(output):
        raise wrong_output("a file cannot be the output of several inputs", output, "name a folder")
    return output


def _refuse_clashes(targets: Sequence[Path], inputs: Sequence[Input]) -> None:
    taken: Mapping[str, Input] = {os.path.realpath(given.source.file): given for given in inputs}
    seen: dict[Path, Input] = {}
    for target, given in zip(targets, inputs, strict=True):
        if os.path.realpath(target) in taken:
            raise wrong_output("the output would replace an input", target, "choose another file or folder")
        if target in seen:
            message = f"{seen[target].source.file} and {given.source.file} would both be written there"
            raise wrong_output(message, target, "give them different folders")
        seen[target] = given


def wrong_output(message: str, path: Path, hint: str) -> InvalidInputError:
    """What to raise where nothing can be written."""
    return InvalidInputError([Diagnostic("wrong-output", message, Place(str(path)), hint)])
