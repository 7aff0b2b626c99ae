"""Check that sources of outputs and artifacts are template tags."""

from __future__ import annotations

from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.language.collector import DiagnosticCollector
from argogen.language.tags import is_reference
from argogen.suggestions import suggest_name
from argogen.yaml.node_path import NodePath


def check_braces(value: str | None, path: NodePath, otherwise: str, collector: DiagnosticCollector) -> None:
    """Report a string without a tag as the source of an output or an artifact of steps or tasks.

    Argo accepts Argo variables without braces. `otherwise` is the hint for a string that is not a reference.
    """
    if value is None or "{{" in value or collector.is_argo_syntax or value.partition(".")[0] in VARIABLE_PREFIXES:
        return
    hint = suggest_name(value, f"{{{{{value}}}}}") if is_reference(value) else otherwise
    collector.error("bare-reference", f"missing braces: '{value}' is not a reference", path, hint, find=value)
