"""Check for outputs that the program of a container does not write, so that the step fails."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator, Sequence

from argogen.context import Artifact, Container, Output, Template
from argogen.linter.model.programs.program_files import ProgramFiles, find_program, is_constant, is_within
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import find_nearest

_PATH_TAG = re.compile(r"\{\{=?\s*outputs\.(?:artifacts|parameters)\.")
# Directories in which images already contain files.
_IMAGE_DIRECTORIES = (
    "/app/", "/bin/", "/etc/", "/home/", "/lib/", "/opt/", "/proc/", "/root/", "/srv/", "/sys/", "/usr/",
)  # fmt: skip
# A program is searched for each output, so only some are checked.
_MAX_OUTPUTS = 50


def find_unwritten_outputs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report outputs at paths that a program does not write."""
    for template in subject.all_templates:
        container = template.container
        if container is None or template.construct not in ("script", "container"):
            continue
        if not (template.outputs or template.output_artifacts):
            continue
        program = find_program(container)
        if program is not None and not _PATH_TAG.search(program.text):
            for output, path in itertools.islice(_list_required(template, container), _MAX_OUTPUTS):
                if not program.mentions(path):
                    yield from _check(output, path, program, template)


def _list_required(template: Template, container: Container) -> Iterator[tuple[Output | Artifact, str]]:
    """Yield the outputs that must exist, except those in mounted volumes and in input artifacts."""
    shared = [mount.path for mount in container.mounts]
    shared += [artifact.path for artifact in template.input_artifacts if artifact.path]
    for output in template.outputs:
        path = output.path or (output.value_from or {}).get("path")
        has_default = output.default is not None or "default" in (output.value_from or {})
        if isinstance(path, str) and not has_default and _is_own(path, shared):
            yield output, posixpath.normpath(path)
    for artifact in template.output_artifacts:
        if artifact.path and not artifact.others.get("optional") and _is_own(artifact.path, shared):
            yield artifact, posixpath.normpath(artifact.path)


def _is_own(path: str, shared: Sequence[str]) -> bool:
    """Return whether a constant path is outside of the shared directories."""
    return is_constant(path) and not any(is_within(path, other) for other in shared)


def _check(output: Output | Artifact, path: str, program: ProgramFiles, template: Template) -> Iterator[RuleDiagnostic]:
    message, hint = f"the program does not write '{path}'", "write the file, or remove the output"
    if near := _find_near(path, program, template):
        hint = f"use '{near}', which the program writes"
    elif program.writes_name(path):
        hint = f"write to '{path}': a plain name is relative to the working directory of the image"
    elif f"{path}/".startswith(_IMAGE_DIRECTORIES) or program.may_write(path):
        return
    yield RuleDiagnostic("unwritten-output", message, output.origin, hint, "path", output.path or path)


def _find_near(path: str, program: ProgramFiles, template: Template) -> str:
    """Return the path that a program writes which differs only in its name or in its directory, slightly."""
    known = {it.path for it in template.outputs} | {it.path for it in template.output_artifacts}
    written = [each for each in program.written if each not in known]
    directory, name = posixpath.split(path)
    beside = {posixpath.basename(it): it for it in written if posixpath.dirname(it) == directory}
    elsewhere = (it for it in written if posixpath.basename(it) == name)
    return beside.get(find_nearest(name, tuple(beside)), "") or next(elsewhere, "")
