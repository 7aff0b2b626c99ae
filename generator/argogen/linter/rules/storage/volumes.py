"""Mounts and volumes, which Argo does not compare, so that the pod fails."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.context import Template, Volume, VolumeClaim
from argogen.diagnostics import Severity
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.nodes import fields_of, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath


def find_undeclared_mounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report mounts of volumes that neither the workflow nor the template declares.

    A WorkflowTemplate may get its volumes from the workflow that uses it: there it is a warning.
    """
    workflow = subject.workflow
    shared = {volume.name for volume in workflow.volumes} | {claim.name for claim in workflow.volume_claims}
    shared.update(str(volume.get("name")) for volume in mappings_in(workflow.raw, "volumes"))
    severity = Severity.WARNING if subject.is_library else None
    for container in subject.containers:
        template = container.template
        own = {volume.name for volume in template.volumes}
        own.update(str(volume.get("name")) for volume in mappings_in(template.raw, "volumes"))
        for mount in _list_mounts(container):
            if mount.volume not in own and mount.volume not in shared and "{{" not in mount.volume:
                known = sorted(shared | own)
                hint = suggest(mount.volume, known, f"add it to volumes: {{{mount.volume}: …}}")
                message = f"there is no volume '{mount.volume}'"
                below = mount.below and (*mount.below, "name")
                text = "" if below else mount.volume
                yield RuleDiagnostic(
                    "undeclared-volume", message, mount.origin, hint, severity=severity, below=below, text=text
                )


def find_clashing_mounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes at the same path or with the same name, which Kubernetes refuses."""
    for container in subject.containers:
        taken: dict[str, str] = {}
        for mount in _list_mounts(container):
            path = posixpath.normpath(mount.path)
            if path in taken:
                message = f"'{path}' is where '{taken[path]}' is mounted already"
                yield _on_mount(message, mount)
            taken.setdefault(path, mount.volume)
        if container.is_main:
            yield from _find_covered(container.template, taken)
    for template in subject.all_templates:
        yield from _find_duplicates(template)


class _Mount(NamedTuple):
    """A mount of a container, and its place."""

    path: str
    volume: str
    origin: NodePath
    below: NodePath


def _list_mounts(container: ContainerFields) -> Iterator[_Mount]:
    main = container.template.container
    if container.is_main and main is not None:
        for index, mount in enumerate(main.mounts):
            is_own = mount.origin == container.origin  # it stands in a list of Kubernetes' own
            below = (*container.below, "volumeMounts", index) if is_own else ()
            yield _Mount(mount.path, mount.volume, mount.origin, below)
    else:
        for index, fields in enumerate(container.fields.get("volumeMounts") or ()):
            below = (*container.below, "volumeMounts", index)
            names = (str(fields.get("mountPath", "")), str(fields.get("name", "")))
            yield _Mount(*names, container.origin, below)


def _on_mount(message: str, mount: _Mount) -> RuleDiagnostic:
    below = mount.below and (*mount.below, "mountPath")
    hint, at = "choose another path", ("mountPath", mount.path)
    return RuleDiagnostic("volume-clash", message, mount.origin, hint, *at, key=not below, below=below)


def _find_covered(template: Template, taken: Mapping[str, str]) -> Iterator[RuleDiagnostic]:
    """Report artifacts at the path of a volume or another artifact."""
    there = {path: f"'{volume}' is mounted" for path, volume in taken.items()}
    for artifact in template.input_artifacts:
        path = posixpath.normpath(artifact.path) if artifact.path else ""
        if path in there and path:
            message = f"'{path}' is where {there[path]} already"
            hint = "choose a path in it or elsewhere"
            yield RuleDiagnostic("volume-clash", message, artifact.origin, hint, "path", artifact.path or "")
        elif ".." in (artifact.path or "").split("/"):
            message = "Argo takes no path that leads upwards"
            yield RuleDiagnostic(
                "bad-volume", message, artifact.origin, "write where it leads", "path", artifact.path or ""
            )
        there.setdefault(path, f"'{artifact.name}' is put")


def _find_duplicates(template: Template) -> Iterator[RuleDiagnostic]:
    taken: set[str] = set()
    for volume in template.volumes:
        if volume.name in taken:
            yield RuleDiagnostic(
                "volume-clash", f"there are two volumes '{volume.name}' here", volume.origin, "rename one"
            )
        taken.add(volume.name)


def find_unused_volumes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes that nothing mounts; those of a library may be for others."""
    if subject.is_library or "podSpecPatch" in fields_of(subject.workflow):
        return
    mounted = {str(mount.get("name")) for container in _all_containers(subject) for mount in _mounts(container)}
    volumes: tuple[Volume | VolumeClaim, ...] = (*subject.workflow.volumes, *subject.workflow.volume_claims)
    for volume in volumes:
        if volume.name not in mounted:
            message = f"nothing mounts the volume '{volume.name}'"
            yield RuleDiagnostic("unused-volume", message, volume.origin, "mount it, or take it out", key=True)


def _all_containers(subject: Subject) -> Iterator[Any]:
    yield from subject.containers
    yield from (template.raw for template in subject.all_templates)


def _mounts(container: Any) -> Any:
    fields = container.fields if isinstance(container, ContainerFields) else container
    return fields.get("volumeMounts") or ()


def find_host_paths(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes with a host path: pods could read and change what belongs to others."""
    volumes = (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes))
    for volume in volumes:
        if "hostPath" in volume.source:
            path = (volume.source["hostPath"] or {}).get("path", "")
            message = f"'{volume.name}' is the folder {path} of whatever node the pod runs on"
            hint = "use a claim, or an empty folder"
            yield RuleDiagnostic("host-path", message, volume.origin, hint, "hostPath", key=True)
