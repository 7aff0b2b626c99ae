"""Convert tasks: commands, parameters in scope and results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from argogen.argo.notation.variable_expansion import ANY_VARIABLES, escape_variables
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.catalog import Files, find_executed
from argogen.dialects.runnable.data.returns import list_objects, list_own
from argogen.dialects.runnable.data.value_sources import (
    CallArguments,
    Constant,
    FirstOutput,
    ParameterScope,
    StoredObject,
    join,
    write_reference,
)
from argogen.dialects.runnable.graph.graph import GraphNode
from argogen.dialects.runnable.settings.configuration import Configuration
from argogen.dialects.runnable.shell import OUTPUTS, write_script
from argogen.dialects.translation import LocatedValue
from argogen.yaml.scalars import to_code_string

# A step that suspends for 0 seconds requires no pod.
STUB = {"suspend": {"duration": "0"}}


class TaskContext(NamedTuple):
    """A task's node, the parameters in scope, the files that it gets and puts, and the collector of diagnostics."""

    node: GraphNode
    scope: ParameterScope
    get: Files
    put: Files
    collector: TranslationCollector


def write_fail(node: GraphNode) -> dict[str, Any]:
    """Return a step that fails, for a fail node."""
    return {"run": f'echo "the run has come to {node.slug}" >&2; exit 1', "retry": None}


def write_task(
    node: GraphNode, scope: ParameterScope, configuration: Configuration, collector: TranslationCollector
) -> dict[str, Any]:
    """Return the step of a task: its command, arguments and outputs."""
    get, put = configuration.catalog.list_files(node, collector)
    step = _KINDS[node.data.get("command_type", "python")](TaskContext(node, scope, get, put, collector))
    return join(step, configuration.catalog.write(get, put))


def _write_python(task: TaskContext) -> dict[str, Any]:
    origin = task.node.origin.at("command")
    module, _, name = task.node.data["command"].rpartition(".")
    if not module:
        message = f"invalid path of a function '{name}'"
        task.collector.error(origin, "invalid-value", message, "use a dotted path: package.module.function")
    body = {"function": LocatedValue(origin, f"{module}:{name}"), "lenient": True, **_write_files(task)}
    return {"python": body, **_write_exchange(task, with_objects=True)}


def _write_notebook(task: TaskContext) -> dict[str, Any]:
    node = task.node
    if node.data.get("optional_ploomber_args"):
        message = "'optional_ploomber_args' has no effect: notebooks are executed by papermill"
        task.collector.note(node.origin.at("optional_ploomber_args"), "untranslated-setting", message, key=True)
    path = LocatedValue(node.origin.at("command"), node.data["command"])
    body = {"path": path, "executed": find_executed(node), **_write_files(task)}
    return {"notebook": body, **_write_exchange(task, with_objects=False)}


def _write_files(task: TaskContext) -> dict[str, Any]:
    origin = task.node.origin.at("catalog")
    copies = {"get": task.get, "put": task.put}
    return {direction: LocatedValue(origin.at(direction), dict(files)) for direction, files in copies.items() if files}


def _write_exchange(task: TaskContext, *, with_objects: bool) -> dict[str, Any]:
    """Return the arguments and results of code."""
    _check_objects(task)
    stored = {name: value for name, value in task.scope.items() if isinstance(value, StoredObject)}
    values = {name: write_reference(value) for name, value in task.scope.items() if not isinstance(value, StoredObject)}
    given = CallArguments(
        values, {name: each.write() for name, each in stored.items() if each.is_clear and with_objects}
    )
    return join(given.write(), _write_returned(task.node))


def _write_returned(node: GraphNode) -> dict[str, Any]:
    origin, names = node.origin.at("returns"), list_own(node)
    kept = dict.fromkeys(list_objects(node))
    listed = (
        {"outputs": LocatedValue(origin, [LocatedValue(origin.at(at), name) for at, name in enumerate(names)])}
        if names
        else {}
    )
    return {**listed, **({"artifacts": {"out": LocatedValue(origin, kept)}} if kept else {})}


def _check_objects(task: TaskContext) -> None:
    for name, value in task.scope.items():
        if isinstance(value, StoredObject) and not value.is_clear:
            message = f"ambiguous object '{name}' is not passed on: it may be returned by several tasks"
            hint = "return it from a single task, or with 'kind: json'"
            task.collector.warning(task.node.origin, "ambiguous-object", message, hint, key=True)


def _write_shell(task: TaskContext) -> dict[str, Any]:
    node, names = task.node, list_own(task.node)
    scope = {name: value for name, value in task.scope.items() if not isinstance(value, StoredObject)}
    choices = {name: write_reference(value) for name, value in scope.items() if isinstance(value, FirstOutput)}
    outputs = {name: f"{OUTPUTS}/{name}" for name in names}
    for name in list_objects(node):
        message = f"a shell task cannot return an object ('{name}')"
        task.collector.error(
            node.origin.at("returns", names.index(name)),
            "unsupported-reference",
            message,
            "return it with 'kind: json'",
        )
    return {
        "run": LocatedValue(node.origin.at("command"), write_script(node.data["command"], names, task.get, task.put)),
        **({"with": choices} if choices else {}),
        **({"env": {name: _as_variable(name, value) for name, value in scope.items()}} if scope else {}),
        **({"outputs": LocatedValue(node.origin.at("returns"), outputs)} if outputs else {}),
    }


def _as_variable(name: str, value: Any) -> Any:
    if isinstance(value, Constant):
        return escape_variables(to_code_string(value.value), ANY_VARIABLES)
    return f"{{{{parameters.{name}}}}}" if isinstance(value, FirstOutput) else write_reference(value)


_KINDS: Mapping[str, Callable[[TaskContext], dict[str, Any]]] = {
    "python": _write_python,
    "shell": _write_shell,
    "notebook": _write_notebook,
}
