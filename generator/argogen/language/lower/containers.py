"""Build the container of a leaf from its body and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from argogen.argo.notation.variable_expansion import ANY_VARIABLES, escape_variables
from argogen.argo.structure import Structure
from argogen.context import Container, EnvVar, Mount
from argogen.language.lower.expansion import escape_argument, escape_source
from argogen.language.lower.fields import FieldReader, Fields, build_env_source, build_parts
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.expansion import expand_resources
from argogen.language.settings.merging import merge
from argogen.late import import_late
from argogen.records import TupleRecord

if TYPE_CHECKING:
    from argogen.language.code import functions
else:
    functions = import_late("argogen.language.code.functions")


class ContainerSettings(TupleRecord):
    """The settings of a leaf that become fields of its container."""

    reader: FieldReader
    fields: Fields
    env: Mapping[str, Any]
    mounts: tuple[Mount, ...]
    has_unknown_variables: bool = False


def build_container(
    template: TemplateModel, body: Mapping[str, Any], source: str | None, settings: ContainerSettings, write: TagWriter
) -> Container:
    """Return the container of a leaf: its `body` overrides its settings; `source` is the content of a file."""
    fields = settings.fields
    own: dict[str, Any] = {"mounts": settings.mounts} if settings.mounts else {}
    if template.body == "run":  # only adds the program to the settings
        build_variable = settings.reader.build_variable
        own["env"] = tuple([build_variable(name, source, write) for name, source in settings.env.items()])
        is_open = bool(fields.env_from) or settings.has_unknown_variables
        argument = escape_argument(write(template.content), own["env"], is_open=is_open)
        return Container._make({**fields.run, "args": (argument,), **own})
    body = write(body)
    whole = merge(fields.container, body)
    source = source or whole.get("source")
    args = whole.get("args") or ()
    return Container._make(
        {
            **build_parts(whole, tuple(whole.get("command") or ())),
            "args": tuple(_escape(args) if template.is_code else args),
            "source": source if source is None or template.is_expanded else escape_source(source),
            "env": tuple(_env(body.get("env") or [], settings, write)),
            "env_from": (*map(build_env_source, body.get("envFrom") or ()), *fields.env_from),
            **own,
        }
    )


def _escape(args: Sequence[str]) -> Iterator[str]:
    return (escape_variables(arg, ANY_VARIABLES) for arg in args)


def build_body(template: TemplateModel, structure: Structure) -> Any:
    """Return the container of the body as a Kubernetes object; `run` becomes the argument of a shell."""
    if template.body == "run":
        return {"args": [template.content]}
    written = functions.build_code_object(template) if template.is_code else template.content
    body = structure.coerce(written, "ScriptTemplate" if template.body == "script" else "Container")
    if "resources" in body:
        body = {**body, "resources": expand_resources(body["resources"])}
    return body


def _env(own: list[Any], settings: ContainerSettings, write: TagWriter) -> Iterator[EnvVar]:
    """Yield the variables of the body, then the variables of the settings with other names."""
    for variable in own:
        yield EnvVar(variable["name"], variable.get("value"), value_from=variable.get("valueFrom"))
    taken = {variable["name"] for variable in own}
    for name, source in settings.env.items():
        if name not in taken:
            yield settings.reader.build_variable(name, source, write)
