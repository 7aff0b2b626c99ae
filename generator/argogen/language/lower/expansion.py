"""Escape arguments and sources, so that Kubernetes expands them to the string in the pipeline.

The arguments of a container are part of its pod. The source of a script is part of the template as JSON, which the init
container of the pod gets in the variable ARGO_TEMPLATE. Above 131,072 bytes, Argo passes either of them in a ConfigMap,
in which Kubernetes expands nothing (workflow/controller/workflowpod.go).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from argogen.argo.expressions.tags import remove_tags
from argogen.argo.notation.variable_expansion import (
    ANY_VARIABLES,
    ARGO_VARIABLES,
    escape_variables,
    may_change,
    name_variables,
)
from argogen.context import EnvVar, Template
from argogen.context.node import as_json
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.late import compile_late
from argogen.yaml.node_path import NodePath

LIMIT = 131_072
_MARGIN = 16_384  # for values of tags, and fields that are added by Argo
_ESCAPED_IN_GO = compile_late("[<>&\u2028\u2029]")


def may_add_variables(settings: Mapping[str, Any]) -> bool:
    """Return whether settings of a leaf or a workflow may add variables to a container besides its `env`."""
    return any("env" in str(settings[key]) for key in ("pod_spec_patch", "template_defaults") if key in settings)


def escape_argument(text: str, variables: Sequence[EnvVar], *, is_open: bool) -> str:
    """Return the only argument of a container that has these variables, and others if `is_open`."""
    if not may_change(text) or is_offloaded([text]):
        return text
    return escape_variables(text, name_variables((each.name for each in variables), is_open=is_open))


def escape_source(text: str) -> str:
    """Return the source of a script."""
    return text if not may_change(text) or is_offloaded(text) else escape_variables(text, ARGO_VARIABLES)


def escape_value(text: str) -> str:
    """Return a value for an environment variable that Kubernetes expands to `text`; values of tags are not escaped."""
    return escape_variables(text, ANY_VARIABLES) if "$" in text else text


def is_offloaded(value: str | list[str]) -> bool:
    """Return whether a source or a list of arguments is certainly passed in a ConfigMap."""
    text = value if isinstance(value, str) else value[0]
    return len(text) * 6 > LIMIT and measure(remove_tags(text)) + (0 if value is text else 2) > LIMIT


def measure(value: Any) -> int:
    """Return the size of a value as Go writes it in JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode()) + 5 * len(_ESCAPED_IN_GO.findall(text))


def check_expansion(
    built: Template,
    template: TemplateModel,
    write_text: Callable[[TemplateModel], str | None],
    collector: DiagnosticCollector,
) -> None:
    """Report an escaped string of which it is not certain that Kubernetes expands it.

    `write_text` returns the original.
    """
    container = built.container
    if container is None:
        return
    escaped = container.args[0] if template.body == "run" else container.source
    if not escaped or "$$" not in escaped or escaped == write_text(template):
        return
    size = measure(as_json(built) if container.source else container.args)
    is_exact = template.body == "run" and "{{" not in escaped
    if size > LIMIT - (0 if is_exact else _MARGIN):
        message = f"Kubernetes may not expand '$$' in a string of this size ({size:,} bytes)"
        hint = f"shorten it to {LIMIT - _MARGIN:,} bytes: move a part of it to a file of the image or to an artifact"
        collector.error("ambiguous-expansion", message, _find_place(template), hint)


def _find_place(template: TemplateModel) -> NodePath:
    """Return the path of the string, or of the file that contains it."""
    key = "file" if template.file is not None else "source"
    return (*template.path, template.body, *([key] if template.body == "script" else []))
