"""Mounts and volumes: Argo does not compare them, so it is the pod that fails when it is made."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from argogen.context import Template, Volume, VolumeClaim
from argogen.diagnostics import Severity
from argogen.nearest import find_nearest
from argogen.rules.containers_of import AnyContainer
from argogen.rules.finding import Finding
from argogen.rules.nodes import fields_of
from argogen.rules.subject import Subject
from argogen.source.notes import NodePath


def find_undeclared_mounts(subject: Subject) -> Iterator[Finding]:
    """A mount of a volume that neither the workflow nor the template declares.

    A template kind may get its volumes from the workflow that uses it: there it is a warning.
    """
    workflow = subject.workflow
    declared = {volume.name for volume in workflow.volumes} | {claim.name for claim in workflow.volume_claims}
    raw = [v.get("name") for v in workflow.raw.get("volumes") or ()]
    severity = Severity.WARNING if subject.is_library else None
    for template in subject.context.templates:
        own = [v.get("name") for v in template.raw.get("volumes") or ()]
        known = declared.union((volume.name for volume in template.volumes), raw, own)
        for mount in template.container.mounts if template.container else ():
            if mount.volume not in known and "{{" not in mount.volume:
                near = find_nearest(mount.volume, tuple(sorted(map(str, known))))
                hint = f"did you mean '{near}'?" if near else f"add it to volumes: {{{mount.volume}: …}}"
                message = f"there is no volume '{mount.volume}'"
                yield Finding("undeclared-volume", message, mount.origin, hint, severity=severity)


def find_clashing_mounts(subject: Subject) -> Iterator[Finding]:
    """Two volumes at one path, or two of one name: the pod is refused."""
    for container in subject.containers:
        taken: dict[str, str] = {}
        for written, volume, origin in _list_mounts(container):
            path = posixpath.normpath(written)
            if path in taken:
                message = f"'{path}' is where '{taken[path]}' is mounted already"
                yield Finding("volume-clash", message, origin, "choose another path", "mountPath", written, key=True)
            taken.setdefault(path, volume)
    for template in subject.all_templates:
        yield from _find_twins(template)


def _list_mounts(container: AnyContainer) -> Iterator[tuple[str, str, NodePath]]:
    """The path, the volume and the origin of each mount of a container."""
    main = container.template.container
    if container.is_main and main is not None:
        yield from ((mount.path, mount.volume, mount.origin) for mount in main.mounts)
    else:
        for mount in container.fields.get("volumeMounts") or ():
            yield str(mount.get("mountPath", "")), str(mount.get("name", "")), container.origin


def _find_twins(template: Template) -> Iterator[Finding]:
    taken: set[str] = set()
    for volume in template.volumes:
        if volume.name in taken:
            yield Finding("volume-clash", f"there are two volumes '{volume.name}' here", volume.origin, "rename one")
        taken.add(volume.name)


def find_unused_volumes(subject: Subject) -> Iterator[Finding]:
    """A volume that nothing mounts; one of a library may be for others."""
    if subject.is_library or "podSpecPatch" in fields_of(subject.workflow):
        return
    mounted = {str(mount.get("name")) for container in _all_containers(subject) for mount in _mounts(container)}
    volumes: tuple[Volume | VolumeClaim, ...] = (*subject.workflow.volumes, *subject.workflow.volume_claims)
    for volume in volumes:
        if volume.name not in mounted:
            message = f"nothing mounts the volume '{volume.name}'"
            yield Finding("unused-volume", message, volume.origin, "mount it, or take it out", key=True)


def _all_containers(subject: Subject) -> Iterator[Any]:
    yield from subject.containers
    yield from (template.raw for template in subject.all_templates)


def _mounts(container: Any) -> Any:
    fields = container.fields if isinstance(container, AnyContainer) else container
    return fields.get("volumeMounts") or ()


def find_host_paths(subject: Subject) -> Iterator[Finding]:
    """A folder of the node: what runs there can read and change what belongs to others."""
    volumes = (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes))
    for volume in volumes:
        if "hostPath" in volume.source:
            path = (volume.source["hostPath"] or {}).get("path", "")
            message = f"'{volume.name}' is the folder {path} of whatever node the pod runs on"
            hint = "use a claim, or an empty folder"
            yield Finding("host-path", message, volume.origin, hint, "hostPath", key=True)
