"""The paths of this machine that templates declare: of input artifacts, and of outputs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.executors.unisolated.paths import resolve
from argogen.records import TupleRecord
from argogen.runner.variables.scope import list_artifacts, list_parameters

_BODIES = ("container", "script")


class DeclaredPath(TupleRecord):
    """A path as it is written, its owner, and where it leads; "" if that depends on a value of the run."""

    written: str
    owner: str
    path: str


def list_declared(template: Mapping[str, Any]) -> Iterator[DeclaredPath]:
    """Yield the paths of a template with a pod; relative ones are private unless there is a working directory."""
    group = template.get("containerSet") or {}
    main = next((template[body] for body in _BODIES if template.get(body)), None)
    mains = [main] if main else list(group.get("containers") or ())
    folder = str((mains[0] if mains else {}).get("workingDir") or "")
    for written, owner, base in _list_written(template, folder) if mains else ():
        path = os.path.join(base, written)  # noqa: PTH118
        if path.startswith("/") or "{{" in path:
            yield DeclaredPath(written, owner, "" if "{{" in path else resolve(path))


def _list_written(template: Mapping[str, Any], folder: str) -> Iterator[tuple[str, str, str]]:
    for artifact in list_artifacts(template.get("inputs")):
        if artifact.get("path"):
            yield str(artifact["path"]), f"input artifact '{artifact.get('name')}'", "/"
    outputs = template.get("outputs")
    for parameter in list_parameters(outputs):
        path = (parameter.get("valueFrom") or {}).get("path")
        if path:
            yield str(path), f"output parameter '{parameter.get('name')}'", folder
    for artifact in list_artifacts(outputs):
        if artifact.get("path"):
            yield str(artifact["path"]), f"output artifact '{artifact.get('name')}'", folder
