"""Check the paths of outputs: Argo reads each as a file or directory of the container, and stores it by its name."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.argo.expressions.tags import find_tags
from argogen.context import Artifact, Output, Template
from argogen.diagnostics import Severity
from argogen.linter.model.flow.constants import list_constants
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import calls_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.node_path import NodePath

_ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|\{\{")
_USED = re.compile(r"(?:steps|tasks)\.([^.\s]+)\.outputs\.artifacts\.([-\w]+)")
_LOOKS_EXPANDED = re.compile(r"~|\$")


class _Path(NamedTuple):
    """The path of an output or input, normalized, and its place."""

    name: str
    path: str
    written: str
    origin: NodePath
    artifact: Artifact | None = None

    @property
    def label(self) -> str:
        """The output in messages."""
        return f"{'artifact' if self.artifact is not None else 'parameter'} '{self.name}'"

    def diagnose(self, rule: str, message: str, hint: str, severity: Severity | None = None) -> RuleDiagnostic:
        """Return a violation at the path."""
        at = ("path", self.written)
        return RuleDiagnostic(rule, message, self.origin, hint, *at, severity=severity)


def check_output_paths(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report outputs of a template whose paths overlap, and artifacts that are stored under the same name."""
    uses = _Uses(subject)
    for template in subject.all_templates:
        outputs = list(_list_outputs(template))
        if len(outputs) > 1:
            yield from _check_same(outputs)
            yield from _check_nested(outputs, template, uses)
            yield from _check_stored(outputs)


def _list_outputs(template: Template) -> Iterator[_Path]:
    nodes: Sequence[Output | Artifact] = (*template.outputs, *template.output_artifacts)
    for node in nodes:
        path = node.path if isinstance(node, Artifact) else _find_path(node)
        if path:
            artifact = node if isinstance(node, Artifact) else None
            yield _Path(node.name, posixpath.normpath(path), path, node.origin, artifact)


def _find_path(output: Output) -> str:
    path = output.path or (output.value_from or {}).get("path")
    return path if isinstance(path, str) else ""


def _check_same(outputs: Sequence[_Path]) -> Iterator[RuleDiagnostic]:
    """Report two parameters with one path, or two artifacts that would be stored alike.

    A file may be both a parameter and an artifact.
    """
    first: dict[tuple[str, str], _Path] = {}
    for output in outputs:
        kind = "" if output.artifact is None else _describe_storage(output.artifact)
        key = (output.path, kind)
        if key in first:
            message = f"{output.label} has the same path as {first[key].label}: {output.path}"
            yield output.diagnose("overlapping-outputs", message, "use the path of another file")
        first.setdefault(key, output)


def _describe_storage(artifact: Artifact) -> str:
    """Return how an artifact is archived and where it is stored, to compare it with others."""
    archive = mapping_in(artifact.others, "archive")
    stores = {store: artifact.others[store] for store in ARTIFACT_STORES if artifact.others.get(store)}
    return f"{sorted(archive) or ['tar']} {stores}"


def _check_nested(outputs: Sequence[_Path], template: Template, uses: _Uses) -> Iterator[RuleDiagnostic]:
    by_path: dict[str, list[_Path]] = {}
    for output in outputs:
        by_path.setdefault(output.path, []).append(output)
    for output in outputs:
        for outer in (outer for path in _list_parents(output.path) for outer in by_path.get(path, ())):
            if outer.artifact is None:
                message = f"the path of {outer.label} is a file, and {output.label} is in a directory of that name"
                yield output.diagnose("overlapping-outputs", message, "use the path of another file", Severity.ERROR)
            elif _is_stored_alike(outer.artifact, output.artifact) and not uses.contains(template, output.name):
                message = f"{output.label} is a part of {outer.label}, and is stored twice"
                hint = f"remove it, or use a path outside of {outer.path}"
                yield output.diagnose("overlapping-outputs", message, hint)


def _list_parents(path: str) -> Iterator[str]:
    parent = posixpath.dirname(path)
    while parent not in ("/", "", path):
        yield parent
        path, parent = parent, posixpath.dirname(parent)


def _is_stored_alike(one: Artifact, other: Artifact | None) -> bool:
    return other is not None and _describe_storage(one) == _describe_storage(other) == "['tar'] {}"


class _Uses:
    """The output artifacts of steps that other steps read, by the template and the name of the step."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @functools.cached_property
    def _read(self) -> frozenset[tuple[int, str, str]]:
        found: set[tuple[int, str, str]] = set()
        for calling in self._subject.all_templates:
            passed = (artifact for site in calls_of(calling) for artifact in site.call.artifacts)
            for artifact in (*passed, *calling.output_artifacts):
                for step, name in _USED.findall(f"{artifact.reference or ''} {artifact.expression or ''}"):
                    found.add((id(calling), step, name))
        return frozenset(found)

    def contains(self, template: Template, name: str) -> bool:
        """Return whether a step reads an output artifact of a template."""
        sites = self._subject.callers_of(template)
        return any((id(site.template), site.call.name, name) in self._read for site in sites)


def _check_stored(outputs: Sequence[_Path]) -> Iterator[RuleDiagnostic]:
    """Report artifacts without an archive and a key, which are stored under the names of their files (executor.go)."""
    first: dict[str, _Path] = {}
    for output in outputs:
        if output.artifact is None or not _describe_storage(output.artifact).startswith("['none'] {}"):
            continue
        name = posixpath.basename(output.path)
        before = first.setdefault(name, output)
        if before.path != output.path and "{{" not in name:
            message = f"{output.label} overwrites {before.label}: without an archive, both are stored as '{name}'"
            hint = "rename one of the files, remove 'archive: {none: {}}', or set a key"
            yield output.diagnose("overwritten-output", message, hint)


def check_relative_paths(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report relative paths: those of outputs depend on the working directory of the image."""
    passed = PassedValues(subject)
    for template in subject.all_templates:
        has_directory = template.container is not None and bool(template.container.working_dir)
        for output in _list_outputs(template):
            if not has_directory or _LOOKS_EXPANDED.match(output.written):
                yield from _check_relative(output, _describe_output(output.written), template, passed)
        for artifact in template.input_artifacts:
            if artifact.path:
                read = _Path(artifact.name, artifact.path, artifact.path, artifact.origin, artifact)
                message = f"relative path '{artifact.path}': Argo mounts the artifact at '/{artifact.path}'"
                yield from _check_relative(read, message, template, passed)


def _describe_output(path: str) -> str:
    return f"relative path '{path}': it depends on the working directory of the image"


def _check_relative(output: _Path, message: str, template: Template, passed: PassedValues) -> Iterator[RuleDiagnostic]:
    path, hint = output.written, f"use an absolute path, such as /tmp/{posixpath.basename(output.path)}"
    if _LOOKS_EXPANDED.match(path):
        message = f"invalid path '{path}': Argo does not expand '{path[0]}'"
        yield output.diagnose("relative-path", message, "use an absolute path")
    elif not _ABSOLUTE.match(path):
        yield output.diagnose("relative-path", message, hint)
    elif path.startswith("{{"):
        tag = find_tags(path)[:1]
        for constant in list_constants(passed, template, path[: tag[0].end]) if tag else ():
            if constant.value and not _ABSOLUTE.match(constant.value):
                message = _describe_output(constant.value + path[tag[0].end :])
                at = (constant.field, constant.value)
                yield RuleDiagnostic("relative-path", message, constant.origin, "use an absolute path", *at)
