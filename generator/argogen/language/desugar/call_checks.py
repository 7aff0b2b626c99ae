"""Check the names and keys of steps, tasks and hooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, ComponentUse
from argogen.language.vocabulary import RESERVED_NAMES
from argogen.yaml.node_path import NodePath

_CALL_KEYS = frozenset(
    {
        "name", "needs", "when", "for_each", "with", "artifacts", "arguments", "continue_on", "hooks", "on_exit", "use",
        "expression", "inline", "foreign_tags", "argo",
    }
)  # fmt: skip


def check_names(
    name: str,
    data: Mapping[str, Any],
    path: NodePath,
    beside: Mapping[str, CallModel],
    collector: DiagnosticCollector,
) -> None:
    """Report duplicate step names, and names that are variable prefixes of Argo."""
    at = (*path, "name") if "name" in data else path
    if name in beside:
        first = collector.document.place(beside[name].path)
        hint = f"rename one of them; the first is on line {first.line}"
        collector.error("duplicate-name", f"duplicate step name '{name}'", at, hint)
    if name in RESERVED_NAMES and not collector.is_argo_syntax:
        message = f"reserved step name '{name}': it is a variable prefix in Argo tags"
        collector.error("reserved-name", message, at, "use a different name", key="name" not in data)
    loop = data.get("for_each")
    alias = loop.get("as") if isinstance(loop, dict) else None
    if alias in RESERVED_NAMES - {"item"}:
        message = f"reserved loop variable name '{alias}': it is a variable prefix in Argo tags"
        collector.error("reserved-name", message, (*path, "for_each", "as"), "use a different name")


def check_use(
    data: Mapping[str, Any], path: NodePath, target: object, collector: DiagnosticCollector, *, is_step: bool
) -> None:
    """Report keys of templates on a call: they cannot be combined with `use`.

    `is_step` is false for a template that consists of one call.
    """
    used = data["use"] if isinstance(data["use"], str) else data["use"]["name"]
    for key in data:
        if key not in _CALL_KEYS and not (key == "template" and data.get("inline")):
            message = f"'{key}' cannot be combined with 'use'"
            hint = f"set it on '{used}', or pass it as a parameter"
            collector.error("setting-on-call", message, (*path, key), hint, key=True)
    if is_step and "out" in data.get("artifacts", {}):
        message = "'artifacts.out' cannot be combined with 'use'"
        hint = f"remove it: the output artifacts are those of '{used}'"
        collector.error("setting-on-call", message, (*path, "artifacts", "out"), hint, key=True)
    if data.get("inline") and not isinstance(target, ComponentUse):
        message, hint = "only components of this pipeline can be inlined", "remove 'inline'"
        collector.error("inapplicable-key", message, (*path, "inline"), hint, key=True)


def refuse_arguments(data: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    """Report the Argo field `arguments` on an object with a body."""
    if "arguments" in data:
        message, hint = "'arguments' requires 'use'", "use 'with' and 'artifacts' instead"
        collector.error("inapplicable-key", message, (*path, "arguments"), hint, key=True)


def refuse_values(data: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    """Report `with` on a component with a body, which is called with the values of its parameters."""
    if "with" in data:
        message, hint = "'with' of a component requires 'use'", "declare the inputs of the component in 'parameters'"
        collector.error("inapplicable-key", message, (*path, "with"), hint, key=True)


def check_handlers(data: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    """Report duplicate exit handlers."""
    if "on_exit" in data and "exit" in (data.get("hooks") or ()):
        message = "duplicate exit handler: 'on_exit' and the hook 'exit' are equivalent"
        collector.error("conflicting-settings", message, (*path, "on_exit"), "remove one of them", key=True)
