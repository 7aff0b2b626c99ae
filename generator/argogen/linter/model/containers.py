"""List the containers of a template, with Kubernetes fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.context import Container, Mount, Template
from argogen.linter.model.nodes import display_name
from argogen.records import Record, cached_property
from argogen.yaml.node_path import NodePath


class ContainerFields(Record):
    """A container of a template in any role, as in the Context; `fields` are its Kubernetes fields.

    `below` is the path of Argo fields from the origin to the container.
    """

    template: Template
    container: Container | Mapping[str, Any]
    is_main: bool
    origin: NodePath
    below: NodePath = ()

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The container with Kubernetes fields, converted on first use, because render reads few containers."""
        return _convert(self.container) if isinstance(self.container, Container) else self.container

    @property
    def name(self) -> str:
        """The name of the container in messages."""
        return display_name(self.template) if self.is_main else f"'{self.fields.get('name', '')}'"


def containers_of(template: Template) -> Iterator[ContainerFields]:
    """Yield every container of a template, the main one first."""
    if template.container is not None:
        field = "script" if template.construct == "script" else "container"
        yield ContainerFields._make(
            {
                "template": template,
                "container": template.container,
                "is_main": True,
                "origin": template.origin,
                "below": (field,),
            }
        )
    yield from more_containers_of(template)


def more_containers_of(template: Template) -> Iterator[ContainerFields]:
    """Yield sidecars, init containers and the containers of a container set."""
    if not (template.container_set or template.init_containers or template.sidecars):
        return
    listed = (
        (("containerSet", "containers"), (template.container_set or {}).get("containers") or ()),
        (("initContainers",), template.init_containers),
        (("sidecars",), template.sidecars),
    )
    for path, containers in listed:
        for index, fields in enumerate(containers):
            yield ContainerFields(template, fields, False, template.origin, (*path, index))


def _convert(container: Container) -> Mapping[str, Any]:
    """Return a container with the Kubernetes fields that rules read."""
    fields: dict[str, Any] = {
        **container.others,
        "image": container.image,
        "command": list(container.command),
        "args": list(container.args),
        "resources": container.resources,
        "envFrom": [_convert_source(source) for source in container.env_from],
        "source": container.source,
        "env": [_convert_variable(variable) for variable in container.env],
        "volumeMounts": [_convert_mount(mount) for mount in container.mounts],
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _convert_variable(variable: Any) -> Mapping[str, Any]:
    """Return an environment variable with Kubernetes fields."""
    fields = {"name": variable.name, "value": variable.value}
    if variable.secret is not None:
        fields["valueFrom"] = {"secretKeyRef": _convert_key(variable.secret, variable)}
    elif variable.config_map is not None:
        fields["valueFrom"] = {"configMapKeyRef": _convert_key(variable.config_map, variable)}
    elif variable.field is not None:
        fields["valueFrom"] = {"fieldRef": {"fieldPath": variable.field}}
    elif variable.value_from is not None:
        fields["valueFrom"] = variable.value_from
    return {name: value for name, value in fields.items() if value is not None}


def _convert_key(name: str, variable: Any) -> Mapping[str, Any]:
    key = {"name": name, "key": variable.key}
    return key if variable.optional is None else {**key, "optional": variable.optional}


def _convert_source(source: Any) -> Mapping[str, Any]:
    """Return a source of environment variables with Kubernetes fields."""
    names = {"secretRef": source.secret, "configMapRef": source.config_map}
    own = {} if source.prefix is None else {"prefix": source.prefix}
    return {**own, **source.others, **{field: {"name": name} for field, name in names.items() if name is not None}}


def _convert_mount(mount: Mount) -> Mapping[str, Any]:
    """Return a mount with Kubernetes fields."""
    fields = {
        "name": mount.volume,
        "mountPath": mount.path,
        "subPath": mount.sub_path,
        "subPathExpr": mount.sub_path_expr,
        "mountPropagation": mount.mount_propagation,
    }
    return {name: value for name, value in fields.items() if value is not None}
