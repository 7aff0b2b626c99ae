"""Check paths below volumes, which Kubernetes validates when the pod is created: those of mounts and of items."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.error import NotationError, quote
from argogen.argo.notation.variable_expansion import VariableNames, name_variables
from argogen.context import Volume, Workflow
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import adds_variables
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath

_VARIABLE = re.compile(r"\$\$|\$\(([^)]*)\)")
_FILES = ("configMap", "secret", "downwardAPI")


def check_sub_paths(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid subpaths of mounts, and invalid paths of the items of volumes."""
    for container in subject.containers:
        for index, mount in enumerate(container.fields.get("volumeMounts") or ()):
            yield from _check_mount(mount, container, _find_place(container, index), subject.workflow)
    for volume in (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes)):
        yield from _check_items(volume)


class _Place(NamedTuple):
    """The origin of a mount or volume, and the path of the mount or item from there."""

    origin: NodePath
    below: NodePath

    def locate(
        self, message: str, hint: str, field: str, value: str, severity: Severity | None = None
    ) -> RuleDiagnostic:
        """Return a violation at a field."""
        below = (*self.below, field) if self.below else ()
        return RuleDiagnostic(
            "invalid-sub-path", message, self.origin, hint, field, value, below=below, severity=severity
        )


def _find_place(container: ContainerFields, index: int) -> _Place:
    main = container.template.container
    if container.is_main and main is not None and main.mounts[index].origin != container.origin:
        return _Place(main.mounts[index].origin, ())
    return _Place(container.origin, (*container.below, "volumeMounts", index))


def _check_mount(
    mount: Mapping[str, Any], container: ContainerFields, place: _Place, workflow: Workflow
) -> Iterator[RuleDiagnostic]:
    plain, expression = mount.get("subPath"), mount.get("subPathExpr")
    if plain and expression:
        message = "'subPath' and 'subPathExpr' are mutually exclusive"
        yield place.locate(message, "remove one of them", "subPathExpr", str(expression))
    for field in ("subPath", "subPathExpr"):
        path = mount.get(field)
        if isinstance(path, str) and (fault := _find_fault(path)):
            yield place.locate(f"'{field}' {fault}, got '{path}'", _correct(path), field, path)
    if isinstance(expression, str):
        yield from _check_variables(expression, container, place, workflow)
    if isinstance(plain, str) and (found := _VARIABLE.search(plain)) and found[1] is not None:
        message = f"Kubernetes does not expand '{found[0]}' in 'subPath': the directory has this name"
        yield place.locate(message, "use 'subPathExpr'", "subPath", plain, Severity.WARNING)


def read_sub_path(path: str) -> str:
    """Return a path below a volume. Raises NotationError for an invalid one."""
    if error := _find_fault(path):
        raise NotationError(f"{error}, got {quote(path)}", _correct(path))
    return path


def _find_fault(path: str) -> str:
    """Return the error of a relative path, "" if it is valid or depends on a tag."""
    if path.startswith("/"):
        return "must be a relative path"
    return "must not contain '..'" if ".." in path.split("/") else ""


def _correct(path: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        return "use a path below the volume"
    return f"use '{'/'.join(parts)}'" if parts else "remove it to mount the whole volume"


def _check_variables(
    expression: str, container: ContainerFields, place: _Place, workflow: Workflow
) -> Iterator[RuleDiagnostic]:
    """Report variables that the container does not have: its pod never starts."""
    names = [found[1] for found in _VARIABLE.finditer(expression) if found[1] is not None]
    known = _names_of(container, workflow) if names else None
    for name in names if known is not None else ():
        if known is not None and "{{" not in name and not known.may_contain(name):
            hint = suggest(name, sorted(known.own), "declare it in 'env' of the container")
            message = f"unknown environment variable '{name}' in 'subPathExpr': the pod never starts"
            yield place.locate(message, hint, "subPathExpr", expression)


def _names_of(container: ContainerFields, workflow: Workflow) -> VariableNames:
    variables = container.fields.get("env") or ()
    is_open = bool(container.fields.get("envFrom")) or adds_variables(workflow, container.template)
    return name_variables((str(variable.get("name")) for variable in variables), is_open=is_open)


def _check_items(volume: Volume) -> Iterator[RuleDiagnostic]:
    """Report paths of items that are not below the volume."""
    own = "secret" if volume.secret is not None else "configMap"
    projected = (volume.source.get("projected") or {}).get("sources") or ()
    sources = [(volume.source, ()), *((source, ("projected", "sources", at)) for at, source in enumerate(projected))]
    listed: list[tuple[NodePath, Sequence[Any]]] = [((own, "items"), volume.items)]
    for source, below in sources:
        for field in _FILES:
            items = _dig(source, field, "items")
            listed.append(((*below, field, "items"), items if isinstance(items, (list, tuple)) else ()))
    for below, items in listed:
        for index, item in enumerate(items):
            path = item.get("path") if isinstance(item, Mapping) else None
            if isinstance(path, str) and (fault := _find_fault(path)):
                place = _Place(volume.origin, (*below, index))
                yield place.locate(f"'path' of an item {fault}, got '{path}'", _correct(path), "path", path)


def _dig(value: Any, *path: str) -> Any:
    return functools.reduce(lambda part, key: part.get(key) if isinstance(part, Mapping) else None, path, value)
