"""Check fields of the pod in environment variables and volumes (the downward API), which Kubernetes validates.

The valid fields are those of `ValidateEnvVarValueFrom` and `validateVolumeSource` of Kubernetes
(pkg/apis/core/validation), and of its conversion of field labels (pkg/apis/core/pods).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_label_key
from argogen.context import Template, Volume
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.programs.pod_containers import list_pods
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath

_WITH_KEYS = ("metadata.labels", "metadata.annotations")
_OF_BOTH = ("metadata.name", "metadata.namespace", "metadata.uid")
_OF_VARIABLES = (
    *_OF_BOTH, "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP",
    "status.podIPs", "spec.host",
)  # fmt: skip
_OF_VOLUMES = (*_OF_BOTH, *_WITH_KEYS)
_SUBSCRIPT = re.compile(r"([^\[\]]+)\['(.*)'\]", re.DOTALL)
_KEY_IN_ANOTHER_FORM = re.compile(r"(metadata\.(?:labels|annotations))(?:\.|\[\"?)([^\"\]]+)(?:\"?\])?")
_RESOURCES = tuple(
    f"{kind}.{name}" for kind in ("limits", "requests") for name in ("cpu", "memory", "ephemeral-storage")
)
_HUGE_PAGES = ("limits.hugepages-", "requests.hugepages-")


class _Source(NamedTuple):
    """An object with a reference to a field or resource of the pod, and its place."""

    value: Mapping[str, Any]
    origin: NodePath
    below: NodePath
    is_volume: bool

    def locate(self, message: str, hint: str, *below: str, text: str = "") -> RuleDiagnostic:
        """Return a violation at a field of the object."""
        return RuleDiagnostic("invalid-field-path", message, self.origin, hint, text=text, below=(*self.below, *below))


def check_field_paths(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report fields and resources of the pod that Kubernetes does not provide."""
    for source in _list_variables(subject):
        yield from _check(source)
    for volume in (*subject.workflow.volumes, *(volume for it in subject.all_templates for volume in it.volumes)):
        for source in _list_files(volume):
            yield from _check(source)
    for template in subject.all_templates:
        yield from _check_containers(template, subject) if template.volumes else ()
    for each in subject.objects.get("DownwardAPIVolumeFile", ()):
        yield from _check(_Source(each.value, each.origin, each.below, is_volume=True))


def _list_variables(subject: Subject) -> Iterator[_Source]:
    """Yield the sources of environment variables in containers, and in the defaults of templates."""
    for container in subject.containers:
        for index, variable in enumerate(container.fields.get("env") or ()):
            source = variable.get("valueFrom")
            if isinstance(source, Mapping):
                below = (*container.below, "env", index, "valueFrom")
                yield _Source(source, container.origin, below, is_volume=False)
    for each in subject.objects.get("EnvVarSource", ()):
        if each.below[0] == "templateDefaults":
            yield _Source(each.value, each.origin, each.below, is_volume=False)


def _check_containers(template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report resources of containers that the pod of a template does not have."""
    pod = next(list_pods(template, subject), None)
    if pod is None or any("podSpecPatch" in fields_of(node) for node in (subject.workflow, template)):
        return  # a patch may add containers
    known = (*pod.containers, *pod.init_containers)
    for source in (source for volume in template.volumes for source in _list_files(volume)):
        name = _at(source.value, "resourceFieldRef").get("containerName")
        if isinstance(name, str) and name and "{{" not in name and name not in known:
            hint = suggest(name, known, f"known containers: {', '.join(known)}")
            message = f"no container '{name}' in the pod of {pod.name}"
            yield source.locate(message, hint, "resourceFieldRef", "containerName", text=name)


def _list_files(volume: Volume) -> Iterator[_Source]:
    """Yield the files of a volume that have a field of the pod as content."""
    projected = _at(volume.source, "projected").get("sources") or ()
    sources = [(volume.source, ()), *((source, ("projected", "sources", at)) for at, source in enumerate(projected))]
    for source, below in sources:
        files = _at(source, "downwardAPI").get("items") or ()
        for index, file in enumerate(files):
            yield _Source(file, volume.origin, (*below, "downwardAPI", "items", index), is_volume=True)


def _at(value: Any, field: str) -> Mapping[str, Any]:
    found = value.get(field) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _check(source: _Source) -> Iterator[RuleDiagnostic]:
    path = _at(source.value, "fieldRef").get("fieldPath")
    if isinstance(path, str) and "{{" not in path:
        yield from _check_field(path, source)
    version = _at(source.value, "fieldRef").get("apiVersion")
    if version not in (None, "", "v1"):
        yield source.locate(f"unknown apiVersion '{version}' of a field", "use v1", "fieldRef", "apiVersion")
    resource = _at(source.value, "resourceFieldRef").get("resource")
    if isinstance(resource, str) and "{{" not in resource:
        yield from _check_resource(resource, source)


def _check_field(path: str, source: _Source) -> Iterator[RuleDiagnostic]:
    subscript = _SUBSCRIPT.fullmatch(path)
    known = _OF_VOLUMES if source.is_volume else _OF_VARIABLES
    if subscript is not None and subscript[1] in _WITH_KEYS:
        yield from _check_key(subscript[1], subscript[2], path, source)
    elif path not in known:
        message = f"unknown field '{path}' of the pod"
        hint = _suggest(path, known)
        if path in (*_OF_VARIABLES, *_WITH_KEYS):
            where = "environment variable" if path in _OF_VARIABLES else "volume"
            message = f"field '{path}' of the pod is only available in an {where}".replace("an volume", "a volume")
        yield source.locate(message, hint, "fieldRef", "fieldPath", text=path)


def _suggest(path: str, known: Sequence[str]) -> str:
    if path in _WITH_KEYS:
        return f"add the name of a {path.removeprefix('metadata.')[:-1]}: {path}['NAME']"
    if found := _KEY_IN_ANOTHER_FORM.fullmatch(path):
        return f"use {found[1]}['{found[2]}']"
    return suggest(path, known, f"use one of {', '.join((*known, *(f'{each}[…]' for each in _WITH_KEYS)))}")


def _check_key(field: str, key: str, path: str, source: _Source) -> Iterator[RuleDiagnostic]:
    try:
        check_label_key(key.lower() if field == _WITH_KEYS[1] else key)
    except NotationError as fault:
        yield source.locate(f"{fault.message} in field '{path}'", fault.hint, "fieldRef", "fieldPath", text=path)


def _check_resource(resource: str, source: _Source) -> Iterator[RuleDiagnostic]:
    if resource not in _RESOURCES and not resource.startswith(_HUGE_PAGES):
        hint = suggest(resource, _RESOURCES, f"use one of {', '.join(_RESOURCES)}")
        message = f"unknown resource '{resource}' of a container"
        yield source.locate(message, hint, "resourceFieldRef", "resource", text=resource)
    elif source.is_volume and not _at(source.value, "resourceFieldRef").get("containerName"):
        message = "a resource in a volume requires the name of its container"
        yield source.locate(message, "add 'containerName: main'", "resourceFieldRef")
