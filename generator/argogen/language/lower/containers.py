"""The container of a leaf: its body's own object, with the settings around it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.structure import Structure
from argogen.context import Container, EnvVar, Mount
from argogen.language.code.functions import code_object, is_code
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.fields import Fields, build_env_source
from argogen.language.model.drafts import TemplateModel
from argogen.language.resolve.plumbing import TagWriter
from argogen.language.settings.expansion import expand_resources
from argogen.language.settings.merging import merge
from argogen.language.vocabulary import fields_of

# Fields of a container that have a place of their own in the Context.
_NAMED = frozenset({"image", "command", "args", "source", "workingDir", "env", "envFrom", "resources", "volumeMounts"})
_ADD_UP = frozenset({"env", "volumeMounts"})


def body_object(draft: TemplateModel) -> Mapping[str, Any]:
    """The container as the body gives it, in Kubernetes' spelling; `run` is the one argument of a shell."""
    if draft.body == "run":
        return {"args": [draft.data["run"]]}
    if is_code(draft.body):
        return code_object(draft)
    return {name: value for name, value in draft.data[draft.body].items() if name != "file"}


def check_set_twice(draft: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report what stands both in the body's object and as a key of the same step."""
    body = body_object(draft)
    for key, field in fields_of("Container").items():
        if field in body and key in draft.data and field not in _ADD_UP:
            message = f"'{key}' is set here and as '{field}' of {draft.body}"
            collector.error("set-twice", message, (*draft.path, key), "keep one of them", key=True)


def build_container(
    draft: TemplateModel,
    fields: Fields,
    env: Mapping[str, Any],
    mounts: tuple[Mount, ...],
    structure: Structure,
    write: TagWriter,
) -> Container:
    """The container of a leaf: what its body says, over what its settings come to."""
    body = write(_own(draft, structure))
    whole = merge(fields.container, body)
    return Container(
        image=whole.get("image"),
        command=tuple(fields.shell if draft.body == "run" else whole.get("command") or ()),
        args=tuple(whole.get("args") or ()),
        source=draft.source or whole.get("source"),
        working_dir=whole.get("workingDir"),
        env=tuple(_env(body.get("env") or [], write(env))),
        env_from=(*map(build_env_source, body.get("envFrom") or ()), *fields.env_from),
        resources=whole.get("resources"),
        mounts=mounts,
        others={name: value for name, value in whole.items() if name not in _NAMED},
    )


def _own(draft: TemplateModel, structure: Structure) -> Any:
    body = body_object(draft)
    if draft.body == "run":
        return body
    if "resources" in body:
        body = {**body, "resources": expand_resources(body["resources"])}
    return structure.coerce(body, "ScriptTemplate" if draft.body == "script" else "Container")


def _env(own: list[Any], settings: Mapping[str, Any]) -> Iterator[EnvVar]:
    """The body's own variables first; a setting of the same name is that variable's, so it is left out."""
    for variable in own:
        yield EnvVar(variable["name"], variable.get("value"), value_from=variable.get("valueFrom"))
    taken = {variable["name"] for variable in own}
    for name, value in settings.items():
        if name not in taken:
            yield _variable(name, value)


def _variable(name: str, source: Mapping[str, Any]) -> EnvVar:
    if "value" in source:
        return _literal(name, source["value"])
    fields = {key: item for key, item in source.items() if key != "valueFrom"}
    return EnvVar(name, value_from=source.get("valueFrom"), **fields)


@functools.lru_cache(1024)
def _literal(name: str, value: str) -> EnvVar:
    """One object for what stands in many containers, so that it is rendered once."""
    return EnvVar(name, value)
