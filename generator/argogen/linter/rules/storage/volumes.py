"""Check mounts and volumes: Argo does not check them, and the pod fails."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.context import Template, Volume, VolumeClaim, Workflow
from argogen.diagnostics import Severity
from argogen.linter.model.containers import ContainerFields, more_containers_of
from argogen.linter.model.nodes import fields_of, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import NameIndex, suggest
from argogen.yaml.node_path import NodePath


def find_undeclared_mounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report mounts of volumes that neither the workflow nor the template declares.

    The violation is a warning in a WorkflowTemplate, because the calling workflow may declare the volume. Without an
    entrypoint, only such workflows can run its templates: they are checked instead, and only misspellings are reported
    here. No mount is reported if the name of a volume has a template tag.
    """
    shared = NameIndex(dict.fromkeys(sorted(list_shared_volumes(subject.workflow))))
    if has_tag(shared):
        return
    severity = Severity.WARNING if subject.is_library else None
    is_called = subject.is_library and not subject.workflow.entrypoint
    for template in subject.all_templates:
        mounts = [mount for container in _list_mounting(subject, template) for mount in _list_mounts(container)]
        if not mounts:
            continue
        own = set(_list_own(template))
        known = NameIndex(sorted(own), [shared]) if own else shared
        for mount in () if has_tag(own) else mounts:
            is_known = mount.volume in own or mount.volume in shared or "{{" in mount.volume
            if not is_known and (not is_called or known.find_nearest(mount.volume)):
                yield _report_undeclared(mount, known, severity)


def has_tag(names: Iterable[str]) -> bool:
    """Return whether one of the names has a template tag: any name may be meant."""
    return any("{{" in name for name in names)


def list_shared_volumes(workflow: Workflow) -> Iterator[str]:
    """Yield the volumes that every template can mount."""
    yield from (volume.name for volume in workflow.volumes)
    yield from (claim.name for claim in workflow.volume_claims)
    yield from (str(volume.get("name")) for volume in mappings_in(workflow.raw, "volumes"))
    claims = mappings_in(workflow.raw, "volumeClaimTemplates")
    yield from (str(mapping_in(claim, "metadata").get("name")) for claim in claims)


def _list_own(template: Template) -> Iterator[str]:
    yield from (volume.name for volume in template.volumes)
    yield from (str(volume.get("name")) for volume in mappings_in(template.raw, "volumes"))


def _report_undeclared(mount: _Mount, known: NameIndex, severity: Severity | None) -> RuleDiagnostic:
    hint = suggest(mount.volume, known, "declare it in 'volumes'")
    message = f"unknown volume '{mount.volume}'"
    below = mount.below and (*mount.below, "name")
    text = "" if below else mount.volume
    return RuleDiagnostic("undeclared-volume", message, mount.origin, hint, severity=severity, below=below, text=text)


def find_clashing_mounts(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes with the same path or the same name, which Kubernetes rejects."""
    for container in subject.containers:
        shared = _find_set(container.template) if "containerSet" in container.below else None
        taken = {} if shared is None else {posixpath.normpath(it.path): it.volume for it in _list_mounts(shared)}
        yield from _find_clashes(container, taken)
        if container.is_main:
            yield from _find_covered(container.template, taken)
    for template in subject.all_templates:
        if (mounting := _find_set(template)) is not None:
            yield from _find_clashes(mounting, {})
        yield from _find_duplicates(template)


def _find_clashes(container: ContainerFields, taken: dict[str, str]) -> Iterator[RuleDiagnostic]:
    """Report mounts at a path that is taken, and add the others to `taken`, which has the volume of each path."""
    for mount in _list_mounts(container):
        path = posixpath.normpath(mount.path)
        if path in taken:
            yield _on_mount(f"duplicate mount path '{path}': volume '{taken[path]}' is mounted there", mount)
        taken.setdefault(path, mount.volume)


def _find_set(template: Template) -> ContainerFields | None:
    """Return a container set, whose mounts Argo adds to each of its containers, in the form of a container."""
    fields = template.container_set
    return None if fields is None else ContainerFields(template, fields, False, template.origin, ("containerSet",))


def _list_mounting(subject: Subject, template: Template) -> Iterable[ContainerFields]:
    """Return the containers of a template that may have mounts, without converting all containers."""
    if (mounting := _find_set(template)) is not None:
        return (mounting, *more_containers_of(template))
    if template.container is None or template.container.mounts:
        return subject.containers_of(template)
    return more_containers_of(template)


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
            is_own = mount.origin == container.origin  # the mount is in a list of Kubernetes objects
            below = (*container.below, "volumeMounts", index) if is_own else ()
            yield _Mount(mount.path, mount.volume, mount.origin, below)
    else:
        for index, fields in enumerate(container.fields.get("volumeMounts") or ()):
            below = (*container.below, "volumeMounts", index)
            names = (str(fields.get("mountPath", "")), str(fields.get("name", "")))
            yield _Mount(*names, container.origin, below)


def _on_mount(message: str, mount: _Mount) -> RuleDiagnostic:
    below = mount.below and (*mount.below, "mountPath")
    hint, at = "use another path", ("mountPath", mount.path)
    return RuleDiagnostic("duplicate-mount", message, mount.origin, hint, *at, key=not below, below=below)


def _find_covered(template: Template, taken: Mapping[str, str]) -> Iterator[RuleDiagnostic]:
    """Report artifacts with the path of a volume or another artifact."""
    raw = [artifact for artifact in template.input_artifacts if artifact.path and artifact.others.get("raw")]
    files = {posixpath.normpath(artifact.path or ""): artifact.name for artifact in raw}
    used = {path: f"volume '{volume}' is mounted there" for path, volume in taken.items()}
    for artifact in template.input_artifacts:
        path = posixpath.normpath(artifact.path) if artifact.path else ""
        if path in used and path:
            message = f"duplicate path '{path}': {used[path]}"
            yield RuleDiagnostic(
                "duplicate-mount", message, artifact.origin, "use another path", "path", artifact.path or ""
            )
        elif inner := _find_file_above(path, files):
            message = f"'{path}' is within the file of artifact '{files[inner]}'"
            at = ("path", artifact.path or "")
            yield RuleDiagnostic("duplicate-mount", message, artifact.origin, "use another path", *at)
        elif ".." in (artifact.path or "").split("/"):
            message, hint = "path of an artifact must not contain '..'", "use the absolute path"
            yield RuleDiagnostic("invalid-volume", message, artifact.origin, hint, "path", artifact.path or "")
        used.setdefault(path, f"artifact '{artifact.name}' has the same path")


def _find_file_above(path: str, files: Mapping[str, str]) -> str:
    """Return the file that is a parent of a path, or ""."""
    while len(path) > 1 and files:
        path = posixpath.dirname(path)
        if path in files:
            return path
    return ""


def _find_duplicates(template: Template) -> Iterator[RuleDiagnostic]:
    taken: set[str] = set()
    for volume in template.volumes:
        if volume.name in taken:
            yield RuleDiagnostic(
                "duplicate-mount", f"duplicate volume name '{volume.name}'", volume.origin, "rename one of them"
            )
        taken.add(volume.name)


def find_unused_volumes(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes that are not mounted; templates of other manifests may mount those of a library."""
    volumes: tuple[Volume | VolumeClaim, ...] = (*subject.workflow.volumes, *subject.workflow.volume_claims)
    if not volumes or subject.is_library or _is_patched(subject):
        return
    mounted = {str(mount.get("name")) for container in _all_containers(subject) for mount in _mounts(container)}
    required = _list_required(subject)
    if required is None:
        return  # a template that is in none of the files may mount any volume
    mounted |= required
    for volume in volumes:
        if volume.name not in mounted and "{{" not in volume.name and not has_tag(mounted):
            message = f"unused volume '{volume.name}': no container mounts it"
            yield RuleDiagnostic("unused-volume", message, volume.origin, "mount it, or remove it", key=True)


def _is_patched(subject: Subject) -> bool:
    """Return whether a patch may add mounts to some pods."""
    defaults = mapping_in(fields_of(subject.workflow), "templateDefaults")
    return "podSpecPatch" in defaults or any("podSpecPatch" in fields_of(node) for node in subject.nodes)


def _list_required(subject: Subject) -> frozenset[str] | None:
    """Return the volumes that called templates of other manifests require; None if one of these is unknown."""
    libraries, required = subject.libraries, set[str]()
    for _, reference in subject.external_calls:
        library = libraries and libraries.find((bool(reference.cluster_scope), reference.name))
        if not libraries or not library or library.templates is None:
            return None
        required.update(libraries.list_required(reference).volumes)
    return frozenset(required)


def _all_containers(subject: Subject) -> Iterator[Any]:
    yield from subject.containers
    yield from (template.raw for template in subject.all_templates)
    yield from (it.container_set for it in subject.all_templates if it.container_set is not None)


def _mounts(container: Any) -> Any:
    fields = container.fields if isinstance(container, ContainerFields) else container
    return fields.get("volumeMounts") or ()


def find_host_paths(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report volumes with a host path: pods can read and change files of the node."""
    volumes = (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes))
    for volume in volumes:
        if "hostPath" in volume.source:
            path = (volume.source["hostPath"] or {}).get("path", "")
            message = f"volume '{volume.name}' mounts the host path '{path}' of the node"
            hint = "use a volume claim, or an empty directory"
            yield RuleDiagnostic("host-path-volume", message, volume.origin, hint, "hostPath", key=True)
