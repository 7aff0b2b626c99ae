"""Check container sets: several containers in one pod, with dependencies.

Most of these checks are also in Argo (ContainerSetTemplate.Validate).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.notation.names import check_dns_label
from argogen.context import Template
from argogen.linter.model.cycles import find_cycle
from argogen.linter.model.nodes import adds_volumes, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.storage.volumes import list_shared_volumes
from argogen.linter.rules.values.unreadable import find_unreadable
from argogen.suggestions import NameIndex, list_first, suggest
from argogen.yaml.node_path import NodePath

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_Containers = Sequence[Mapping[str, Any]]


def check_container_sets(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid names, commands, dependencies, retries and mounts, and outputs without a main container."""
    for template in subject.all_templates:
        if template.container_set is not None:
            containers = template.container_set.get("containers") or ()
            yield from _check_names(template, containers)
            yield from _check_commands(template, containers)
            yield from _check_dependencies(template, containers)
            yield from _check_main(template, containers)
            yield from _check_retries(template, template.container_set)
            yield from _check_volumes(template, containers, subject)


def _at(*below: str | int) -> NodePath:
    return ("containerSet", *below)


def _check_names(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    if not containers:
        message = "container set has no containers"
        yield RuleDiagnostic("invalid-container-set", message, template.origin, "add 'containers'", below=_at())
    seen: set[str] = set()
    for index, container in enumerate(containers):
        name, below = str(container.get("name", "")), _at("containers", index, "name")
        found = find_unreadable(name, check_dns_label, "invalid-name", template.origin, "name")
        yield from (diagnostic._replace(below=below) for diagnostic in found)
        if name in seen:
            message = f"duplicate container name '{name}'"
            yield RuleDiagnostic("invalid-container-set", message, template.origin, "rename one of them", below=below)
        seen.add(name)
        if not container.get("image"):
            message = f"container '{name}' has no image"
            below = _at("containers", index)
            yield RuleDiagnostic("missing-image", message, template.origin, "add 'image'", below=below)


def _check_commands(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    """Report containers without a command, which Argo looks up as that of a single container (workflowpod.go)."""
    for index, container in enumerate(containers):
        if not container.get("command"):
            name = container.get("name")
            message = f"container '{name}' has no command: Argo has to look it up in the registry of the image"
            below = _at("containers", index)
            yield RuleDiagnostic("missing-command", message, template.origin, "add 'command'", below=below)


def _check_dependencies(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    needs = {str(it.get("name", "")): [str(need) for need in it.get("dependencies") or ()] for it in containers}
    names = NameIndex(needs)
    for index, container in enumerate(containers):
        for number, need in enumerate(needs[str(container.get("name", ""))]):
            below = _at("containers", index, "dependencies", number)
            if need not in needs:
                hint = suggest(need, names, f"known containers: {list_first(names)}")
                yield RuleDiagnostic(
                    "invalid-container-set", f"unknown container '{need}'", template.origin, hint, below=below
                )
    cycle = find_cycle(needs)
    if cycle:
        index = next(i for i, container in enumerate(containers) if container.get("name") == cycle[0])
        message = f"dependency cycle: {' → '.join(cycle)}"
        below = _at("containers", index, "dependencies")
        yield RuleDiagnostic(
            "invalid-container-set", message, template.origin, "remove one of these dependencies", below=below
        )


def _check_main(template: Template, containers: _Containers) -> Iterator[RuleDiagnostic]:
    """Report inputs and outputs without the container `main`, which they require."""
    names = {container.get("name") for container in containers}
    passes = template.outputs or template.output_artifacts or template.input_artifacts
    if passes and "main" not in names and containers:
        message = "inputs and outputs require a container with the name 'main'"
        below = _at("containers")
        yield RuleDiagnostic(
            "invalid-container-set",
            message,
            template.origin,
            "rename one of the containers to 'main'",
            key=True,
            below=below,
        )


def _check_retries(template: Template, container_set: Mapping[str, Any]) -> Iterator[RuleDiagnostic]:
    """Report numbers of retries that Argo reads as zero, and a single one, which is the first attempt (emissary.go).

    Argo makes as many attempts as there are `retries`, and none of an invalid number.
    """
    retries = str(mapping_in(container_set, "retryStrategy").get("retries", ""))
    below = _at("retryStrategy", "retries")
    if retries and "{{" not in retries and not _INTEGER.fullmatch(retries):
        message, hint = f"'retries' must be an integer, got '{retries}'", "use an integer or a template tag"
        yield RuleDiagnostic("invalid-number", message, template.origin, hint, text=retries, below=below)
    elif _INTEGER.fullmatch(retries) and int(retries) == 1:
        message = "'retries' of 1 does not retry: Argo counts the first attempt of a container set"
        hint = "use 2 for one more attempt, or remove the strategy"
        yield RuleDiagnostic("ineffective-setting", message, template.origin, hint, text=retries, below=below)


def _check_volumes(template: Template, containers: _Containers, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report mounts of volumes of the workflow by single containers.

    A pod has the volumes of its template, and those of the workflow that the set, a sidecar or an init container mounts
    (addVolumeReferences of workflowpod.go); Kubernetes rejects other mounts.
    """
    mounted = [mount["name"] for each in containers for mount in mappings_in(each, "volumeMounts") if "name" in mount]
    if not mounted or adds_volumes(subject.workflow, template):
        return
    others = (template.container_set or {}, *template.init_containers, *template.sidecars)
    known = {mount.get("name") for each in others for mount in mappings_in(each, "volumeMounts")}
    known |= {volume.name for volume in template.volumes}
    known |= {volume.get("name") for volume in mappings_in(template.raw, "volumes")}
    shared = set(list_shared_volumes(subject.workflow)) - known
    if shared.isdisjoint(mounted) or any("{{" in str(name) for name in (*known, *shared)):
        return
    for index, container in enumerate(containers):
        for number, mount in enumerate(container.get("volumeMounts") or ()):
            if mount.get("name") in shared:
                message = f"volume '{mount['name']}' of the workflow is not part of the pod: only a container mounts it"
                hint = "mount it in 'volumeMounts' of the container set, or declare it in the template"
                below = _at("containers", index, "volumeMounts", number, "name")
                yield RuleDiagnostic("invalid-container-set", message, template.origin, hint, below=below)
