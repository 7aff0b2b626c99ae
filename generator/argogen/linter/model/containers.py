"""The containers of a template, with the fields of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.context import Container, Template
from argogen.linter.model.nodes import display_name
from argogen.yaml.node_path import NodePath


class ContainerFields(NamedTuple):
    """A container of a template in any role, with the fields of Kubernetes.

    `below` is the path to it from the origin, in Argo's fields.
    """

    template: Template
    fields: Mapping[str, Any]
    is_main: bool
    origin: NodePath
    below: NodePath = ()

    @property
    def name(self) -> str:
        """The container as a message names it."""
        return display_name(self.template) if self.is_main else f"'{self.fields.get('name', '')}'"


def containers_of(template: Template) -> Iterator[ContainerFields]:
    """Yield every container of a template, the main one first."""
    if template.container is not None:
        field = "script" if template.construct == "script" else "container"
        yield ContainerFields(template, _convert(template.container), True, template.origin, (field,))
    listed = (
        (("containerSet", "containers"), (template.container_set or {}).get("containers") or ()),
        (("initContainers",), template.init_containers),
        (("sidecars",), template.sidecars),
    )
    for path, containers in listed:
        for index, fields in enumerate(containers):
            yield ContainerFields(template, fields, False, template.origin, (*path, index))


def _convert(container: Container) -> Mapping[str, Any]:
    """Return a container with the fields of Kubernetes; of those that no rule needs, what is easily available."""
    fields: dict[str, Any] = {
        **container.others,
        "image": container.image,
        "command": list(container.command),
        "args": list(container.args),
        "resources": container.resources,
        "envFrom": [_convert_source(source) for source in container.env_from],
        "source": container.source,
        "env": [_convert_variable(variable) for variable in container.env],
        "volumeMounts": [{"name": mount.volume, "mountPath": mount.path} for mount in container.mounts],
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _convert_variable(variable: Any) -> Mapping[str, Any]:
    """Return an environment variable with the fields of Kubernetes."""
    fields = {"name": variable.name, "value": variable.value}
    if variable.secret is not None:
        fields["valueFrom"] = {"secretKeyRef": {"name": variable.secret, "key": variable.key}}
    elif variable.config_map is not None:
        fields["valueFrom"] = {"configMapKeyRef": {"name": variable.config_map, "key": variable.key}}
    elif variable.value_from is not None:
        fields["valueFrom"] = variable.value_from
    return {name: value for name, value in fields.items() if value is not None}


def _convert_source(source: Any) -> Mapping[str, Any]:
    """Return a Secret or ConfigMap as environment variables, with the fields of Kubernetes."""
    names = {"secretRef": source.secret, "configMapRef": source.config_map}
    return {**source.others, **{field: {"name": name} for field, name in names.items() if name is not None}}
