"""Parameters and outputs: the short forms of the language as Argo's objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.context import Output, Parameter
from argogen.language.code.functions import OUTPUTS
from argogen.language.lower.values import as_text
from argogen.language.model.drafts import TemplateModel
from argogen.language.resolve.step_values import is_result
from argogen.language.tags import as_expression, braced, is_one_tag
from argogen.language.vocabulary import COMPOSITES
from argogen.yaml.node_path import NodePath

Write = Callable[[Any], Any]
ToText = Callable[[Any], str]


def build_parameters(
    written: Mapping[str, Any], path: NodePath, short: str, form: ToText = as_text
) -> tuple[Parameter, ...]:
    """Declared parameters; a short value becomes the field `short`: `value` on a pipeline, `default` on a component.

    `form` makes text of a value.
    """
    return tuple(_parameter(name, value, (*path, name), short, form) for name, value in written.items())


def _parameter(name: str, written: Any, path: NodePath, short: str, form: ToText) -> Parameter:
    if not isinstance(written, dict):
        text = None if written is None else form(written)
        return Parameter(name, text, origin=path) if short == "value" else Parameter(name, default=text, origin=path)
    value, default = (form(written[key]) if key in written else None for key in ("value", "default"))
    return Parameter(
        name,
        value,
        default,
        enum=tuple(as_text(item) for item in written.get("enum") or ()),
        description=written.get("description"),
        value_from=_value_from(written),
        global_name=written.get("globalName"),
        origin=path,
    )


def read_parameter(written: Mapping[str, Any], path: NodePath) -> Parameter:
    """Argo's Parameter object."""
    return _parameter(written["name"], written, path, "value", as_text)


def _value_from(written: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if "config_map" in written:
        return {"configMapKeyRef": {"name": written["config_map"], "key": written["key"]}}
    if "event" in written:
        return {"event": written["event"]}
    value_from: Mapping[str, Any] | None = written.get("valueFrom")
    return value_from


def build_arguments(
    written: Mapping[str, Any], path: NodePath, write: Write, form: ToText = as_text
) -> tuple[Parameter, ...]:
    """The arguments of a call as written in its `with`; `form` makes text of a value."""
    return tuple(Parameter(name, write(form(value)), origin=(*path, name)) for name, value in written.items())


def build_outputs(draft: TemplateModel, write: Write, write_expression: Write) -> Iterator[Output]:
    """The output parameters of a template; one that only gives `result` a name needs none."""
    for name, written in draft.outputs.items():
        if not is_result(draft, name):
            path = draft.path_of_output(name)
            yield _output(name, spell_out(draft, written), draft.root, write, write_expression, path)
    for word, tag in draft.forwarded.items():
        # A loop over no items is skipped and gives nothing; what comes after it gets the empty list.
        yield Output(word, parameter=f"{{{{{tag}}}}}", default="[]", origin=draft.path)


def spell_out(draft: TemplateModel, written: Any) -> Mapping[str, Any]:
    """An output's short forms in full: a path, on steps and tasks a reference, with or without braces."""
    if written is None:
        return {"returned": True}
    composite = draft.body in COMPOSITES or draft.body == "use"
    if isinstance(written, str):
        return {"parameter": braced(written)} if composite else {"path": written}
    if composite and isinstance(written.get("result"), str):
        return {"parameter": braced(written["result"]), **{k: v for k, v in written.items() if k != "result"}}
    full: Mapping[str, Any] = written
    return full


def _passed_on(text: str, root: str) -> dict[str, str]:
    """Where an output of steps or tasks comes from: Argo's `parameter` takes one tag of theirs and nothing else.

    Argo fills in inputs before it looks, so anything else has to be an expression.
    """
    if is_one_tag(text, root):
        return {"parameter": text}
    return {"expression": as_expression(text)}


def _path(name: str, full: Mapping[str, Any], write: Write) -> str | None:
    if "returned" in full:
        return f"{OUTPUTS}/{name}"
    return write(full["path"]) if "path" in full else None


def _output(
    name: str, full: Mapping[str, Any], root: str, write: Write, write_expression: Write, path: NodePath
) -> Output:
    source: dict[str, Any] = {key: write(full[key]) for key in ("json_path", "jq_filter") if key in full}
    if "parameter" in full:
        source = _passed_on(write(full["parameter"]), root)
    if "expression" in full:
        source = {"expression": write_expression(full["expression"])}
    return Output(
        name,
        path=_path(name, full, write),
        supplied=full.get("supplied"),
        **source,
        **_value(full, write, write_expression),
        enum=tuple(as_text(item) for item in full.get("enum") or ()),
        global_name=full.get("global_name"),
        description=full.get("description"),
        origin=path,
    )


def _value(full: Mapping[str, Any], write: Write, write_expression: Write) -> dict[str, Any]:
    """The value itself or Argo's own source of it, and what stands in for it."""
    default = write(as_text(full["default"])) if "default" in full else None
    if "value" in full:
        return {"value": write(as_text(full["value"])), "fallback": default}
    if "valueFrom" not in full:
        return {"default": default}
    written = full["valueFrom"]
    expression = {"expression": write_expression(written["expression"])} if "expression" in written else {}
    return {"value_from": {**write(written), **expression}, "fallback": default}
