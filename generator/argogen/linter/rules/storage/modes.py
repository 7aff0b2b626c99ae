"""Check file modes of artifacts and volumes, which are accepted up to 0777."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Volume
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity
from argogen.yaml.node_path import NodePath

_MAX_MODE = 0o777
# Decimal numbers that are meant as octal ones: the modes that they are, such as 0670, are hardly ever intended.
_MEANT_AS_OCTAL = frozenset({400, 440, 444, 500})
_FIELDS = ("mode", "defaultMode")
# The objects with file modes.
_DEFINITIONS = (
    "SecretVolumeSource", "ConfigMapVolumeSource", "ProjectedVolumeSource", "DownwardAPIVolumeSource", "KeyToPath",
    "DownwardAPIVolumeFile", "Artifact",
)  # fmt: skip


def check_modes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report file modes that are too large, and other octal ones without a leading zero."""
    for definition in _DEFINITIONS:
        for each in subject.objects.get(definition, ()):
            yield from _check(each.value, each.origin, each.below)
    for volume in (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes)):
        yield from _check_volume(volume)


def _check_volume(volume: Volume) -> Iterator[RuleDiagnostic]:
    yield from _check({"defaultMode": volume.default_mode}, volume.origin, None)
    for _, fields in list_mappings(volume.items):
        yield from _check(fields, volume.origin, None)
    for below, fields in list_mappings(volume.source):
        yield from _check(fields, volume.origin, below)


def list_mappings(value: Any, path: NodePath = ()) -> Iterator[tuple[NodePath, Mapping[str, Any]]]:
    """Yield the mappings in a value, each with its path."""
    waiting: list[tuple[Any, NodePath]] = [(value, path)]
    while waiting:
        part, at = waiting.pop()
        if isinstance(part, Mapping):
            yield at, part
            waiting += [(item, (*at, key)) for key, item in part.items()]
        elif isinstance(part, (list, tuple)):
            waiting += [(item, (*at, index)) for index, item in enumerate(part)]


def _check(value: Mapping[str, Any], origin: NodePath, below: NodePath | None) -> Iterator[RuleDiagnostic]:
    for field, message, hint in find_invalid_modes(value):
        yield _report(message, origin, hint, value[field], below, field)
    for field in _FIELDS:
        if (mode := value.get(field)) in _MEANT_AS_OCTAL:
            message = f"file mode {mode} is decimal, which is 0{mode:o} in octal"
            hint = f"use {int(str(mode), 8)}, which is 0{mode} in octal"
            yield _report(message, origin, hint, mode, below, field)._replace(severity=Severity.WARNING)


def _report(message: str, origin: NodePath, hint: str, mode: int, below: NodePath | None, field: str) -> RuleDiagnostic:
    """Report a mode at its path in the node, or without one at its number: short forms have other paths."""
    at = {"text": str(mode)} if below is None else {"below": (*below, field)}
    return RuleDiagnostic("invalid-number", message, origin, hint, **at)


def find_invalid_modes(value: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the fields of an object with invalid file modes, each with a message and a hint."""
    for field in _FIELDS:
        mode = value.get(field)
        if isinstance(mode, int) and not isinstance(mode, bool) and not 0 <= mode <= _MAX_MODE:
            hint = "use an octal number of at most 0777, such as 0644"
            if str(mode).strip("01234567") == "" and int(str(mode), 8) <= _MAX_MODE:
                hint = f"use {int(str(mode), 8)}, which is 0{mode} in octal"
            yield field, f"invalid file mode {mode}", hint
