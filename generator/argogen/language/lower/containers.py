"""The container of a leaf: its body's own object, with the settings around it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Container, EnvVar, Mount
from argogen.language.lower.fields import FieldReader, Fields, build_env_source
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.expansion import expand_resources
from argogen.language.settings.merging import merge
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.language.code import functions
else:
    functions = import_late("argogen.language.code.functions")

# Fields of a container that have a place of their own in the Context.
_NAMED = frozenset({"image", "command", "args", "source", "workingDir", "env", "envFrom", "resources", "volumeMounts"})


class ContainerSettings(NamedTuple):
    """What the settings of a leaf come to in its container."""

    reader: FieldReader
    fields: Fields
    env: Mapping[str, Any]
    mounts: tuple[Mount, ...]


def build_container(
    template: TemplateModel, body: Mapping[str, Any], source: str | None, settings: ContainerSettings, write: TagWriter
) -> Container:
    """Return the container of a leaf: its `body` over its settings; `source` is that of a file."""
    fields, body = settings.fields, write(body)
    whole = merge(fields.container, body)
    return Container(
        image=whole.get("image"),
        command=tuple(fields.shell if template.body == "run" else whole.get("command") or ()),
        args=tuple(whole.get("args") or ()),
        source=source or whole.get("source"),
        working_dir=whole.get("workingDir"),
        env=tuple(_env(body.get("env") or [], write(settings.env), settings.reader)),
        env_from=(*map(build_env_source, body.get("envFrom") or ()), *fields.env_from),
        resources=whole.get("resources"),
        mounts=settings.mounts,
        others={name: value for name, value in whole.items() if name not in _NAMED},
    )


def build_body(template: TemplateModel, items: Collection[str], structure: Structure) -> Any:
    """Return the container as the body gives it, in Kubernetes' spelling; `run` is the one argument of a shell.

    `items` are the names of the arguments of code that are items of a loop.
    """
    if template.body == "run":
        return {"args": [template.content]}
    written = functions.build_code_object(template, items) if template.is_code else template.content
    body = structure.coerce(written, "ScriptTemplate" if template.body == "script" else "Container")
    if "resources" in body:
        body = {**body, "resources": expand_resources(body["resources"])}
    return body


def _env(own: list[Any], settings: Mapping[str, Any], reader: FieldReader) -> Iterator[EnvVar]:
    """Build the body's own variables, then the settings that are not among them by name."""
    for variable in own:
        yield EnvVar(variable["name"], variable.get("value"), value_from=variable.get("valueFrom"))
    taken = {variable["name"] for variable in own}
    for name, source in settings.items():
        if name not in taken:
            yield reader.build_variable(name, source)
