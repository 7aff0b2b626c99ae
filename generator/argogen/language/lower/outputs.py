"""Build the output parameters of the Context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from argogen.context import CodeFile, Output
from argogen.language.lower.artifacts import OUTPUTS
from argogen.language.lower.fallbacks import write_fallback
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import ABSENT, OutputModel, TemplateModel
from argogen.language.output_expression import as_expression
from argogen.language.resolve.fallbacks import EMPTY_LIST
from argogen.language.resolve.step_values import ForwardedOutput, is_result
from argogen.language.tags import as_tag, is_one_tag
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string


def build_outputs(template: TemplateModel, forwarded: Iterable[ForwardedOutput], write: TagWriter) -> Iterator[Output]:
    """Yield the output parameters of a template, without outputs that are only a name for `result`."""
    for name, output in template.outputs.items():
        if not is_result(template, name):
            # Argo requires 'valueFrom' in outputs of steps and tasks, which a manifest may not have.
            has_value = output.value is not ABSENT and template.is_composite and not write.has_argo_syntax
            yield _build(_as_parameter(output) if has_value else output, template.tag_prefix, write)
    for passed_on in forwarded:
        yield _forward(passed_on, template.path)


def _as_parameter(output: OutputModel) -> OutputModel:
    """Return an output whose value is passed on like that of a step."""
    return output._replace(parameter=to_string(output.value), value=ABSENT)


def _forward(output: ForwardedOutput, path: NodePath) -> Output:
    """Return an output of the template that wraps a loop: an empty list if the loop has no items."""
    if output.fallback is not None and output.fallback.has_default:
        return Output(output.name, expression=write_fallback(output.parts, output.fallback), origin=path)
    return Output(output.name, parameter=as_tag(output.parts), default=EMPTY_LIST, origin=path)


def _build(output: OutputModel, prefix: str, write: TagWriter) -> Output:
    source: dict[str, Any] = {"json_path": write(output.json_path), "jq_filter": write(output.jq_filter)}
    if output.parameter is not None:
        output, text = _add_fallback(output, output.parameter, write)
        source = _pass_on(text, prefix)
    if output.expression is not None:
        source = {"expression": write.expression(output.expression)}
    return Output(
        output.name,
        path=write(output.path),
        file=CodeFile(OUTPUTS, output.name) if output.source == "returned" else None,
        supplied=output.supplied,
        **source,
        **_build_value(output, write),
        enum=output.enum,
        global_name=output.global_name,
        description=output.description,
        origin=output.origin,
    )


def _add_fallback(output: OutputModel, text: str, write: TagWriter) -> tuple[OutputModel, str]:
    """Return an output of steps or tasks with its default, and its source with a fallback for a missing value.

    An absent result has no value in any version of Argo; an absent parameter may be an empty string.
    """
    fallback = write.find_fallback(text)
    if fallback is None:
        return output, write(text)
    if output.default is not ABSENT and "{{" not in to_string(output.default):
        fallback = fallback._replace(value=to_string(output.default))
    plain = write.with_fallback(text, None)
    if plain.endswith(".outputs.result}}"):
        return (output if output.default is not ABSENT else output._replace(default=fallback.value)), plain
    return output, write.with_fallback(text, fallback._replace(is_in_output=True))


def _pass_on(text: str, prefix: str) -> dict[str, str]:
    """Return the source of an output of steps or tasks: `parameter` for one of their tags, otherwise an expression.

    Argo replaces tags of inputs before it reads `parameter`, so that it accepts no other string.
    """
    if is_one_tag(text, prefix):
        return {"parameter": text}
    return {"expression": as_expression(text)}


def _build_value(output: OutputModel, write: TagWriter) -> dict[str, Any]:
    """Return the value or its `valueFrom`, and its default."""
    default = None if output.default is ABSENT else write(to_string(output.default))
    if output.value is not ABSENT:
        return {"value": write(to_string(output.value)), "fallback": default}
    if output.value_from is None:
        return {"default": default}
    written = output.value_from
    expression = {"expression": write.expression(written["expression"])} if "expression" in written else {}
    return {"value_from": {**write(written), **expression}, "fallback": default}
