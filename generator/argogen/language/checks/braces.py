"""Check that sources of outputs and artifacts are template tags."""

from __future__ import annotations

import json
from collections.abc import Mapping

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.collector import DiagnosticCollector
from argogen.language.tags import is_reference
from argogen.suggestions import suggest_name
from argogen.yaml.node_path import NodePath


def check_braces(value: object, path: NodePath, otherwise: str, collector: DiagnosticCollector) -> None:
    """Report a value without a tag as the source of an output or an artifact of steps or tasks.

    Mappings and lists are left to the schema. Argo accepts Argo variables without braces. `otherwise` is the hint for
    a value that is not a reference.
    """
    if value is None or isinstance(value, Mapping | list):
        return
    text = value if isinstance(value, str) else json.dumps(value)
    if "{{" in text or collector.is_argo_syntax or text.partition(".")[0] in VARIABLE_PREFIXES:
        return
    hint = suggest_name(text, f"{{{{{text}}}}}") if is_reference(text) else otherwise
    collector.error("bare-reference", f"missing braces: '{text}' is not a reference", path, hint, find=text)
