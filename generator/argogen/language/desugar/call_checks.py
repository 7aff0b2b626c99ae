"""What a step, task or hook cannot have where it stands."""

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
    """Report a step that has the name of one beside it, and names with which Argo's own tags begin."""
    at = (*path, "name") if "name" in data else path
    if name in beside:
        first = collector.document.place(beside[name].path)
        hint = f"the first one is on line {first.line}"
        collector.error("duplicate-name", f"there are two steps '{name}' here", at, hint)
    if name in RESERVED_NAMES and not collector.is_argo_syntax:
        message = f"'{name}' is where Argo's own tags begin, so no step can be called so"
        collector.error("reserved-name", message, at, "choose another name", key="name" not in data)
    loop = data.get("for_each")
    alias = loop.get("as") if isinstance(loop, dict) else None
    if alias in RESERVED_NAMES - {"item"}:
        message = f"'{alias}' is where Argo's own tags begin, so no loop value can be called so"
        collector.error("reserved-name", message, (*path, "for_each", "as"), "choose another name")


def check_use(
    data: Mapping[str, Any], path: NodePath, target: object, collector: DiagnosticCollector, *, is_step: bool
) -> None:
    """Report settings beside `use`: they belong to what is called.

    `is_step` is untrue of a call that is all that its template consists of.
    """
    for key in data:
        if key not in _CALL_KEYS and not (key == "template" and data.get("inline")):
            used = data["use"]
            message = f"'{key}' cannot be set on a call: it belongs to what is called"
            hint = f"set it on '{used if isinstance(used, str) else used['name']}', or pass it as a parameter"
            collector.error("setting-on-a-call", message, (*path, key), hint, key=True)
    if is_step and "out" in data.get("artifacts", {}):
        message = "a call gives what its template gives: 'out' belongs to what is called"
        collector.error("setting-on-a-call", message, (*path, "artifacts", "out"), "take it out", key=True)
    if data.get("inline") and not isinstance(target, ComponentUse):
        message, hint = "only a component of this pipeline can be put inside of a call", "take inline out"
        collector.error("does-not-fit", message, (*path, "inline"), hint, key=True)


def refuse_arguments(data: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    """Report Argo's `arguments` where there is a body."""
    if "arguments" in data:
        message, hint = "'arguments' belongs to a call", "a step with a body takes with and artifacts"
        collector.error("does-not-fit", message, (*path, "arguments"), hint, key=True)


def check_handlers(data: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    """Report an exit handler that stands twice."""
    if "on_exit" in data and "exit" in (data.get("hooks") or ()):
        message = "on_exit and the hook 'exit' are the same thing"
        collector.error("set-twice", message, (*path, "on_exit"), "keep one of them", key=True)
