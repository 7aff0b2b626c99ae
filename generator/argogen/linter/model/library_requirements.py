"""The volumes and parameters that templates of (Cluster)WorkflowTemplates require from the workflow that calls them.

In a template that is called by a templateRef, Argo sees the volumes and parameters of the calling workflow only
(addVolumeReferences of workflow/controller/workflowpod.go, ValidateWorkflow of workflow/validate/validate.go).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import find_tags
from argogen.argo.structure import TEMPLATE_KINDS
from argogen.linter.model.cycles import list_components

_PARAMETER = re.compile(r"workflow\.parameters\.((?!json$)[-\w]+)")
_METADATA = re.compile(r"workflow\.((?:labels|annotations)\.(?!json$)[^{}]+)")
_CONTAINERS = ("initContainers", "sidecars")


class Requirements(NamedTuple):
    """The volumes that a template mounts and does not declare, and the names of the workflow that it reads.

    `metadata` are labels and annotations, such as `labels.team`.
    """

    volumes: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()


class TemplateNeeds(NamedTuple):
    """What a template requires itself, and the templates that it calls, by their keys."""

    own: Requirements
    called: tuple[str, ...]


def write_key(library: str, template: str, *, of_cluster: bool) -> str:
    """Return the key of a template; no name has a slash."""
    return f"{TEMPLATE_KINDS[of_cluster]}/{library}/{template}"


TemplateKey = tuple[bool, str, str]
"""Whether a template is one of a ClusterWorkflowTemplate, its library, and its name."""


def read_key(key: str) -> TemplateKey:
    """Return the parts of a key."""
    kind, library, template = key.split("/", 2)
    return kind == TEMPLATE_KINDS[1], library, template


def read_needs(template: Mapping[str, Any], library: str, *, of_cluster: bool) -> TemplateNeeds:
    """Read the mounts, parameters and calls of a template, given as plain data, and of inline templates in it."""
    waiting = [template]
    volumes: list[str] = []
    called: list[str] = []
    while waiting:
        current = waiting.pop()
        volumes += _list_mounted(current)
        for call in _list_calls(current):
            reference = call.get("templateRef")
            if isinstance(call.get("inline"), Mapping):
                waiting.append(call["inline"])
            elif isinstance(reference, Mapping):
                names = str(reference.get("name")), str(reference.get("template"))
                called.append(write_key(*names, of_cluster=bool(reference.get("clusterScope"))))
            elif call.get("template"):
                called.append(write_key(library, str(call["template"]), of_cluster=of_cluster))
    tags = tuple(_list_tags(template))
    read = (_unique(found[1] for tag in tags if (found := each.fullmatch(tag))) for each in (_PARAMETER, _METADATA))
    own = Requirements(_unique(volumes), *read)
    return TemplateNeeds(own, _unique(called))


def list_required(templates: Mapping[str, TemplateNeeds]) -> Mapping[str, Requirements]:
    """Return what each template and those that it calls require."""
    found: dict[str, Requirements] = {}
    for group in list_components({key: template.called for key, template in templates.items()}):
        # A group comes after those that it calls.
        needs = [templates[key].own for key in group]
        needs += [found[called] for key in group for called in templates[key].called if called in found]
        required = Requirements(*(_unique(itertools.chain(*names)) for names in zip(*needs, strict=True)))
        found.update(dict.fromkeys(group, required))
    return found


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _list_mounted(template: Mapping[str, Any]) -> Iterator[str]:
    own = {str(volume.get("name")) for volume in _list(template.get("volumes"))}
    for container in _list_containers(template):
        for mount in _list(container.get("volumeMounts")):
            name = str(mount.get("name"))
            if name not in own and "{{" not in name:
                yield name


def _list_containers(template: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    single = [template.get(key) for key in ("container", "script", "containerSet")]
    yield from (each for each in single if isinstance(each, Mapping))
    for key in _CONTAINERS:
        yield from _list(template.get(key))
    if isinstance(single[-1], Mapping):
        yield from _list(single[-1].get("containers"))


def _list_tags(template: Mapping[str, Any]) -> Iterator[str]:
    """Yield the variables of the workflow in the tags of a template, without those in expressions and defaults."""
    waiting: list[Any] = [part for key, part in template.items() if key != "inputs"]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, str) and "workflow." in part:
            yield from (tag.body.strip() for tag in find_tags(part))


def _list_calls(template: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the steps or tasks of a template, and their hooks."""
    dag, groups = template.get("dag"), template.get("steps")
    calls = _list(dag.get("tasks")) if isinstance(dag, Mapping) else []
    for group in groups if isinstance(groups, list) else []:
        calls += _list(group) if isinstance(group, list) else _list([group])
    for call in calls:
        yield call
        hooks = call.get("hooks")
        yield from _list(list(hooks.values())) if isinstance(hooks, Mapping) else ()
        if call.get("onExit"):
            yield {"template": call["onExit"]}


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
