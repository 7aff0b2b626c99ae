"""Tasks: what a command becomes, with the parameters that it can see and those that it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.dialects.reports import Reports
from argogen.dialects.runnable.graph import Node
from argogen.dialects.runnable.values import Choice, Constant, Scope, write_reference
from argogen.source.scalars import write_value
from argogen.source.translation import Part

# A step that waits for nothing costs no pod. What holds for commands would only be in its way.
STUB = {"suspend": {"duration": "0"}, "retry": None, "timeout": None}
_OUTPUTS = "/tmp/outputs"  # noqa: S108 (a folder in a container of its own)


def write_fail(node: Node) -> dict[str, Any]:
    """A step that fails, because a run has come to this end."""
    return {"run": f'echo "the run has come to {node.slug}" >&2; exit 1', "retry": None}


def write_task(node: Node, scope: Scope, reports: Reports) -> dict[str, Any]:
    """The step of a task: its command, what it is given, and what it returns."""
    return _KINDS[node.data.get("command_type", "python")](node, scope, reports)


def _write_python(node: Node, scope: Scope, reports: Reports) -> dict[str, Any]:
    module, _, name = node.data["command"].rpartition(".")
    if not module:
        message = f"'{name}' is not a function's path"
        reports.error(node.origin.at("command"), "bad-value", message, "write it with dots: package.module.function")
    function = Part(node.origin.at("command"), f"{module}:{name}")
    return {"python": {"function": function, "lenient": True}, **_hand_over(node, scope)}


def _write_notebook(node: Node, scope: Scope, reports: Reports) -> dict[str, Any]:
    if node.data.get("optional_ploomber_args"):
        message = "the notebook is run by papermill, which knows no arguments of ploomber's"
        reports.note(node.origin.at("optional_ploomber_args"), "left-out", message, key=True)
    path = Part(node.origin.at("command"), node.data["command"])
    executed = node.data.get("notebook_output_path")
    return {"notebook": {"path": path, **({"executed": executed} if executed else {})}, **_hand_over(node, scope)}


def _hand_over(node: Node, scope: Scope) -> dict[str, Any]:
    """What code is called with, and what it gives back."""
    given = {name: write_reference(value) for name, value in scope.items()}
    returned = _list_returned(node)
    return {**({"with": given} if given else {}), **({"outputs": returned} if returned else {})}


def _list_returned(node: Node) -> Any:
    origin = node.origin.at("returns")
    written = node.data.get("returns") or ()
    names = [each if isinstance(each, str) else each["name"] for each in written]
    return Part(origin, [Part(origin.at(index), name) for index, name in enumerate(names)]) if names else []


def _write_shell(node: Node, scope: Scope, _: Reports) -> dict[str, Any]:
    choices = {name: write_reference(value) for name, value in scope.items() if isinstance(value, Choice)}
    names = [each if isinstance(each, str) else each["name"] for each in node.data.get("returns") or ()]
    outputs = {name: f"{_OUTPUTS}/{name}" for name in names}
    return {
        "run": Part(node.origin.at("command"), node.data["command"].rstrip("\n") + _write_returns(names)),
        **({"with": choices} if choices else {}),
        **({"env": {name: _as_variable(name, value) for name, value in scope.items()}} if scope else {}),
        **({"outputs": Part(node.origin.at("returns"), outputs)} if outputs else {}),
    }


def _as_variable(name: str, value: Any) -> Any:
    if isinstance(value, Constant):
        return write_value(value.value)
    return f"{{{{parameters.{name}}}}}" if isinstance(value, Choice) else write_reference(value)


def _write_returns(names: list[str]) -> str:
    """What writes the variables that a command returns, if the command has succeeded."""
    if not names:
        return ""
    writes = [f'printf %s "${{{name}?is not set}}" > {_OUTPUTS}/{name}' for name in names]
    return "\n".join(["", "code=$?; [ $code -eq 0 ] || exit $code", f"mkdir -p {_OUTPUTS}", *writes, ""])


_KINDS: Mapping[str, Callable[[Node, Scope, Reports], dict[str, Any]]] = {
    "python": _write_python,
    "shell": _write_shell,
    "notebook": _write_notebook,
}
