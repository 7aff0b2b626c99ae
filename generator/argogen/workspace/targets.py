"""The output files of a command, from the paths on the command line."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.options import find_configuration
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.host import Host


def find_targets(inputs: Sequence[SourceFile], paths: Sequence[str], output: str, host: Host) -> list[Path]:
    """Return the absolute path for each input: `output` itself, or one in that directory. Raises InvalidInputError."""
    if len(paths) == 1 and not host.is_folder(paths[0]):
        return [_file_target(output, inputs[0], host)]
    folder = _folder(output, host)
    return [folder / source_file.relative for source_file in inputs]


def _file_target(output: str, source_file: SourceFile, host: Host) -> Path:
    if host.is_folder(output):
        hint = f"use a file in it: {Path(output) / source_file.relative}"
        raise wrong_output("the output of one file must be a file, got a directory", host.show(output), hint)
    return host.resolve(output)


def _folder(output: str, host: Host) -> Path:
    if not host.is_folder(output) and os.path.lexists(host.resolve(output)):
        raise wrong_output(
            "the output of several files must be a directory, got a file", host.show(output), "use a directory"
        )
    return host.resolve(output)


def find_configured_output(paths: Sequence[str], projects: Projects) -> str | None:
    """Return the output file in the configuration of a runnable pipeline, if only that pipeline is rendered."""
    host = projects.session.host
    configuration = find_configuration(projects.request.configuration, host.environ)
    if configuration is None or len(paths) != 1 or paths[0] == "-":
        return None
    # Few pipelines are in another dialect.
    dialects = importlib.import_module("argogen.engine.front_end.dialects")
    file: str | None = dialects.find_output_file(Path(paths[0]), configuration, host)
    return file


def wrong_output(message: str, name: str, hint: str) -> InvalidInputError:
    """Report an invalid output; `name` is its path in messages."""
    return InvalidInputError([Diagnostic("invalid-output", message, Place(name), hint)])
