"""Output parameters of the Context."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from argogen.context import Output
from argogen.language.model.pipeline import ABSENT, OutputModel, TemplateModel
from argogen.language.resolve.step_values import is_result
from argogen.language.tags import as_expression, is_one_tag
from argogen.yaml.scalars import to_string

Write = Callable[[Any], Any]


def build_outputs(
    template: TemplateModel, forwarded: Mapping[str, str], write: Write, write_expression: Write
) -> Iterator[Output]:
    """Return the output parameters of a template; one that only gives `result` a name needs none."""
    for name, output in template.outputs.items():
        if not is_result(template, name):
            yield _build(output, template.tag_prefix, write, write_expression)
    for name, tag in forwarded.items():
        # A loop over no items is skipped and gives nothing; what comes after it gets the empty list.
        yield Output(name, parameter=f"{{{{{tag}}}}}", default="[]", origin=template.path)


def _build(output: OutputModel, prefix: str, write: Write, write_expression: Write) -> Output:
    source: dict[str, Any] = {"json_path": write(output.json_path), "jq_filter": write(output.jq_filter)}
    if output.parameter is not None:
        source = _pass_on(write(output.parameter), prefix)
    if output.expression is not None:
        source = {"expression": write_expression(output.expression)}
    return Output(
        output.name,
        path=write(output.path),
        supplied=output.supplied,
        **source,
        **_build_value(output, write, write_expression),
        enum=output.enum,
        global_name=output.global_name,
        description=output.description,
        origin=output.origin,
    )


def _pass_on(text: str, prefix: str) -> dict[str, str]:
    """Return where an output of steps or tasks comes from: `parameter` takes one tag of theirs and nothing else.

    Argo fills in inputs before it looks, so anything else has to be an expression.
    """
    if is_one_tag(text, prefix):
        return {"parameter": text}
    return {"expression": as_expression(text)}


def _build_value(output: OutputModel, write: Write, write_expression: Write) -> dict[str, Any]:
    """Return the value itself or Argo's own source of it, and what stands in for it."""
    default = None if output.default is ABSENT else write(to_string(output.default))
    if output.value is not ABSENT:
        return {"value": write(to_string(output.value)), "fallback": default}
    if output.value_from is None:
        return {"default": default}
    written = output.value_from
    expression = {"expression": write_expression(written["expression"])} if "expression" in written else {}
    return {"value_from": {**write(written), **expression}, "fallback": default}
