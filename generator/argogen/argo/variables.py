"""The variables of Argo Workflows: names, scopes, types, and the versions that introduced them.

All facts about variables are derived from this table: reserved names, suggestions, types in expressions. Sources:
documentation of Argo (docs/variables.md, docs/cron-workflows.md, docs/events.md, docs/http-template.md,
docs/metrics.md), and for scopes its controller (workflow/controller/{operator,steps,dag}.go).
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from argogen.argo.value_kinds import ANY, MAP, NUMBER, STRING
from argogen.records import Record


class VariableScope(enum.Enum):
    """A part of a manifest in which a variable has a value."""

    SPEC = "fields of the workflow outside of its templates"
    LEAF = "templates that run something"
    CALL = "arguments and conditions of steps and tasks"
    LOOP = "steps and tasks that loop"
    OUTPUT = "outputs of templates of steps and tasks"
    HOOK = "arguments and expressions of hooks"
    EXIT = "the exit handler"
    RETRY = "expressions of retry strategies"
    METRICS = "metrics"
    CRON = "conditions of CronWorkflows"
    HTTP = "conditions of http templates"
    DATA = "transformations of data templates"
    EVENT = "WorkflowEventBindings"


Scopes = frozenset[VariableScope]

_S = VariableScope
_CALLER = frozenset({_S.CALL, _S.LOOP, _S.OUTPUT, _S.HOOK})
_TEMPLATES = _CALLER | {_S.LEAF, _S.METRICS, _S.EXIT}
_EVERYWHERE = _TEMPLATES | {_S.SPEC}
_LEAF, _LOOP, _EXIT, _RETRY = {_S.LEAF}, {_S.LOOP}, {_S.EXIT}, {_S.RETRY, _S.LEAF}
_METRICS, _CRON, _HTTP, _DATA, _EVENT = {_S.METRICS}, {_S.CRON}, {_S.HTTP}, {_S.DATA}, {_S.EVENT}


class Variable(Record):
    """A variable: its parts, in which `*` is any name, its scopes, its type, and the version that introduced it.

    `since` is "" if all supported versions have the variable.
    """

    parts: Sequence[str]
    scopes: Scopes
    kind: str = STRING
    since: str = ""


def _variables(
    prefix: str, names: str, scopes: Set[VariableScope], kind: str = STRING, since: str = ""
) -> Iterator[Variable]:
    """Yield a row for each of several names below a prefix, or a row for the prefix itself; "" is no prefix."""
    shared = frozenset(scopes)
    for name in names.split() or [""]:
        yield Variable(tuple(filter(None, f"{prefix}.{name}".split("."))), shared, kind, since)


def _of_calls(prefix: str) -> Iterator[Variable]:
    """Yield the variables of each step or task in its template, the most common first."""
    yield from _variables(f"{prefix}.*", "outputs.result", _CALLER)
    yield from _variables(f"{prefix}.*", "outputs.parameters outputs.artifacts.*", _CALLER, ANY)
    yield from _variables(f"{prefix}.*", "outputs.parameters.*", _CALLER)
    yield from _variables(f"{prefix}.*", "exitCode status ip id startedAt finishedAt", _CALLER)
    yield from _variables(f"{prefix}.*", "hostNodeName", _CALLER, since="3.5")
    yield from _variables(prefix, "name", _LEAF)


VARIABLES: Sequence[Variable] = (
    *_variables("inputs", "parameters artifacts", _TEMPLATES, ANY),
    *_variables("inputs", "parameters.* artifacts.*.path", _TEMPLATES),
    *_variables("inputs", "artifacts.*", _CALLER, ANY),
    *_variables("outputs", "parameters.*.path artifacts.*.path", _LEAF),
    *_variables("outputs", "parameters.* result", _METRICS),
    *_of_calls("steps"),
    *_of_calls("tasks"),
    *_variables("item", "", _LOOP, ANY),
    *_variables("item", "*", _LOOP, ANY),
    *_variables("workflow", "name namespace uid serviceAccountName", _EVERYWHERE),
    *_variables("workflow", "mainEntrypoint", _EVERYWHERE, since="3.5"),
    *_variables("workflow", "parameters", _EVERYWHERE, ANY),
    *_variables("workflow", "parameters.json parameters.*", _EVERYWHERE),
    *_variables("workflow", "labels.json labels.* annotations.json annotations.*", _EVERYWHERE),
    *_variables("workflow", "outputs.parameters.*", _TEMPLATES),
    *_variables("workflow", "outputs.artifacts.*", _TEMPLATES, ANY),
    *_variables("workflow", "creationTimestamp creationTimestamp.RFC3339 creationTimestamp.*", _EVERYWHERE),
    *_variables("workflow", "creationTimestamp.s", _EVERYWHERE, since="4.0"),
    *_variables("workflow", "priority duration scheduledTime status", _EVERYWHERE),
    *_variables("workflow", "failures", _EXIT),
    *_variables("pod", "name", _LEAF),
    *_variables("node", "name", _TEMPLATES),
    *_variables("lastRetry", "exitCode status duration", _RETRY),
    *_variables("lastRetry", "message", _RETRY, since="3.5"),
    *_variables("cronworkflow", "name namespace", _CRON, since="3.6"),
    *_variables("cronworkflow", "labels annotations", _CRON, MAP, "3.6"),
    *_variables("cronworkflow", "labels.* annotations.*", _CRON, since="3.6"),
    *_variables("cronworkflow", "failed succeeded", _CRON, NUMBER, "3.6"),
    *_variables("cronworkflow", "lastScheduledTime", _CRON, ANY, "3.6"),
    *_variables("", "status duration exitCode", _METRICS),
    *_variables("resourcesDuration", "cpu memory", _METRICS),
    *_variables("retries", "", _RETRY | _METRICS),
    *_variables("request", "method url body", _HTTP),
    *_variables("request", "bodyBytes", _HTTP, ANY),
    *_variables("request", "headers", _HTTP, MAP),
    *_variables("response", "statusCode", _HTTP, NUMBER),
    *_variables("response", "body", _HTTP),
    *_variables("response", "headers", _HTTP, MAP),
    *_variables("data", "", _DATA, ANY),
    *_variables("payload", "", _EVENT, ANY),
    *_variables("metadata", "", _EVENT, MAP),
    *_variables("", "discriminator namespace", _EVENT),
)


_ANY_NAME = "*"
_Tree = dict[str, Any]


@functools.cache
def _build_tree() -> _Tree:
    """Return a tree of the variables by their parts; the entry "" is the variable that ends at a node."""
    tree: _Tree = {}
    for variable in VARIABLES:
        node = tree
        for part in variable.parts:
            node = node.setdefault(part, {})
        node[""] = variable
    return tree


def _find_node(parts: Iterable[str]) -> _Tree:
    node = _build_tree()
    for part in parts:  # an empty part, as in `item['']`, does not match, since the entry "" is not a node
        node = (node.get(part) or node.get(_ANY_NAME) or {}) if part else {}
        if not node:
            break
    return node


def list_prefixes(scopes: Set[VariableScope]) -> tuple[str, ...]:
    """Return the first parts of the variables of any of these scopes, in the order of the table."""
    return tuple(dict.fromkeys(variable.parts[0] for variable in VARIABLES if not variable.scopes.isdisjoint(scopes)))


@functools.cache
def list_names(*parts: str) -> tuple[str, ...]:
    """Return the names that can follow these parts of a variable, without user-defined names."""
    return tuple(name for name in _find_node(parts) if name not in ("", _ANY_NAME))


def find_variable_kind(parts: Iterable[str]) -> str:
    """Return the type of a variable; ANY if the type or the variable is unknown."""
    variable: Variable | None = _find_node(parts).get("")
    return ANY if variable is None else variable.kind


def list_fields(scope: VariableScope) -> Mapping[str, Mapping[str, str]]:
    """Return the prefixes of a scope, each with the names that can follow it and their types."""
    return {
        prefix: {name: find_variable_kind((prefix, name)) for name in list_names(prefix)}
        for prefix in list_prefixes({scope})
    }


_LOCAL = _METRICS | _HTTP | _DATA

VARIABLE_PREFIXES = frozenset(list_prefixes(set(VariableScope) - _LOCAL - _LOOP - _EVENT))
"""The first parts of the variables that are not specific to some fields; they are reserved, and cannot name a step."""
LOCAL_PREFIXES = frozenset(list_prefixes(_LOCAL)) - VARIABLE_PREFIXES
"""The first parts of the variables of some fields only; a step can have such a name."""
STEP_VALUES: Sequence[tuple[str, ...]] = tuple(
    tuple(variable.parts[2:])
    for variable in VARIABLES
    if variable.parts[:2] == ("steps", _ANY_NAME) and variable.kind == STRING and _ANY_NAME not in variable.parts[2:]
)
"""The values that Argo sets for each step or task, by the parts after its name."""
