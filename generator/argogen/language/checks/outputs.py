"""Check the sources of outputs against the body of their template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.checks.braces import check_braces
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.outputs import ANYWHERE
from argogen.language.model.pipeline import ABSENT, OutputModel, TemplateModel
from argogen.language.tags import is_one_tag
from argogen.language.vocabulary import RESERVED_NAMES, find_output_sources
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.language.validation import value_descriptions
else:
    value_descriptions = import_late("argogen.language.validation.value_descriptions")

_KEYS = {"jsonPath": "json_path", "jqFilter": "jq_filter"}


def find_key(source: Mapping[str, Any], body: str) -> str:
    """Return the key for a ValueFrom with one source; "" if it does not apply to outputs of the body.

    With steps and tasks, `parameter` is one tag. Any other string in it would become an expression.
    """
    kinds = [kind for kind in source if kind != "default"]
    key = _KEYS.get(kinds[0], kinds[0]) if len(kinds) == 1 else ""
    if key not in find_output_sources(body) or key in ("result", "returned"):
        return ""
    return key if key != "parameter" or is_one_tag(source[key], "tasks" if body == "tasks" else "steps") else ""


def check_outputs(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report outputs with sources that do not apply to the body, and keys that do not apply to the source."""
    fitting = find_output_sources(template.body)
    for output in template.outputs.values():
        if output.value_from is not None and output.default is ABSENT and not collector.is_argo_syntax:
            _check_source(output.value_from, output, template.body, collector)
        if output.value_from and output.value_from.keys() <= {"default"}:
            message = f"output '{output.name}' has no source: 'default' is used only if the source has no value"
            collector.error(
                "missing-source", message, (*output.origin, "valueFrom"), "add a source beside it", key=True
            )
        if output.source == "parameter" and template.is_composite:
            _check_parameter(output, collector)
        if output.source not in fitting and output.source not in ANYWHERE:
            message = f"'{output.source}' does not apply to an output of {template.body}"
            if output.source == "returned":
                message = f"output '{output.name}' has no source"
            hint = "use " + value_descriptions.join_alternatives(
                [value_descriptions.quote(each) for each in sorted(fitting)]
            )
            collector.error("inapplicable-key", message, output.origin, hint)
        _check_result(output, collector)


def _check_source(source: Mapping[str, Any], output: OutputModel, body: str, collector: DiagnosticCollector) -> None:
    is_short = source.keys() <= {"parameter", "default"}
    if key := find_key(source, body) or (is_short and _is_step_value(source.get("parameter")) and "parameter"):
        written = {kind if kind == "default" else key: value for kind, value in source.items()}
        hint = value_descriptions.show_line(written)
        collector.error("native-form", "'valueFrom' has a native form", (*output.origin, "valueFrom"), hint, key=True)


def _is_step_value(text: Any) -> bool:
    """Return whether a string is one short reference to a step."""
    root = text.strip("{} ").partition(".")[0] if isinstance(text, str) else ""
    return bool(root) and root not in RESERVED_NAMES and is_one_tag(text, root)


def _check_parameter(output: OutputModel, collector: DiagnosticCollector) -> None:
    hint = f"use '{{{{STEP.OUTPUT}}}}', or value: {output.parameter}"
    check_braces(output.parameter, (*output.origin, "parameter"), hint, collector)


def _check_result(output: OutputModel, collector: DiagnosticCollector) -> None:
    if output.source == "result" and output.global_name is not None:
        message = "'global_name' does not apply to an output with 'result'"
        hint = "write the value to a file, and use 'path'"
        collector.error("inapplicable-key", message, (*output.origin, "global_name"), hint, key=True)
