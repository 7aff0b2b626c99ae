"""Manifests in places that were named on the command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from argogen.cli.inputs import Input, find_inputs, is_folder
from argogen.cli.jobs import make_job, refuse_clashes, wrong_output
from argogen.cli.projects import Projects
from argogen.cli.scope import Plan


def plan_outputs(paths: Sequence[str], output: str, projects: Projects) -> Plan:
    """The jobs of pipelines that were named, in places that were named."""
    inputs = find_inputs(paths)
    targets = _find_targets(inputs, paths, output)
    pairs = zip(inputs, targets, strict=True)
    jobs = [make_job(given, projects.options_around(given.folder), target) for given, target in pairs]
    refuse_clashes(jobs)
    return Plan(jobs, [], [])


def _find_targets(inputs: Sequence[Input], paths: Sequence[str], output: str) -> list[Path]:
    if len(paths) == 1 and not is_folder(Path(paths[0])):
        return [_file_target(Path(output), inputs[0])]
    return [_folder(Path(output)) / given.relative for given in inputs]


def _file_target(output: Path, given: Input) -> Path:
    if is_folder(output):
        hint = f"name a file in it: {output / given.relative}"
        raise wrong_output("a folder cannot be the output of one pipeline", output, hint)
    return output


def _folder(output: Path) -> Path:
    if not is_folder(output) and os.path.lexists(output):
        raise wrong_output("a file cannot be the output of several pipelines", output, "name a folder")
    return output
