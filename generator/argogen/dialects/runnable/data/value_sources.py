"""The sources of parameter values, and references to them in a pipeline.

In runnable, all nodes share parameters in a log; in a pipeline, a step references outputs of earlier steps. For each
node, the nodes that may have set a parameter last are determined.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypeAlias

from argogen.argo.expressions.expr.writing import as_chain, quote, write_dig
from argogen.dialects.translation import LocatedValue
from argogen.yaml.scalars import to_code_string


class Constant(NamedTuple):
    """A value that is known when the manifest is rendered."""

    value: Any


class ValueReference(NamedTuple):
    """The content of a short reference without braces: `plan.chunks`, `parameters.level`, a loop variable."""

    text: str

    @property
    def root(self) -> str:
        """The first name of the reference, which must resolve to the same object in every use."""
        return self.text.partition(".")[0]


class FirstOutput(NamedTuple):
    """The output of the first executed task, or a default; usable only at the level of these tasks."""

    outputs: tuple[ValueReference, ...]
    otherwise: Constant | ValueReference | None


class StoredObject(NamedTuple):
    """An object returned by a task, as the artifact `text`; `is_clear` is false if several tasks may return it."""

    text: str
    is_clear: bool = True

    @property
    def root(self) -> str:
        """The first name of the reference; see ValueReference."""
        return self.text.partition(".")[0]

    def write(self) -> dict[str, str]:
        """Return an input artifact that references this artifact."""
        return {"from": f"{{{{{self.text}}}}}"}


ParameterValue: TypeAlias = "Constant | ValueReference | FirstOutput | StoredObject"
ParameterScope: TypeAlias = Mapping[str, ParameterValue]


class CallArguments(NamedTuple):
    """The arguments of a node: values, and objects as artifacts."""

    values: dict[str, Any]
    objects: dict[str, Any]

    def write(self) -> dict[str, Any]:
        """Return the keys of the step."""
        objects = {"artifacts": {"in": self.objects}} if self.objects else {}
        return {**({"with": self.values} if self.values else {}), **objects}


def join(*fragments: Mapping[str, Any]) -> dict[str, Any]:
    """Merge the keys of a step: mappings are merged recursively, of other values the last takes precedence."""
    whole: dict[str, Any] = {}
    for fragment in fragments:
        for key, value in fragment.items():
            both = (_spread(whole.get(key)), _spread(value))
            whole[key] = join(*both) if all(each is not None for each in both) else value
    return whole


def _spread(value: Any) -> Any:
    """Move the origin of a mapping to its entries; return None for other values."""
    origin, inner = value if isinstance(value, LocatedValue) else (None, value)
    if not isinstance(inner, dict):
        return None
    return inner if origin is None else {key: LocatedValue(origin, each) for key, each in inner.items()}


def write_reference(value: Constant | ValueReference | FirstOutput) -> Any:
    """Return the value as an argument in `with`."""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, ValueReference):
        return f"{{{{{value.text}}}}}"
    return f"{{{{={write_choice(value)}}}}}"


def write_choice(choice: FirstOutput) -> str:
    """Return an expression for the output of the first task that succeeded.

    In some versions of Argo, an output of a skipped task is an empty string.
    """
    expression = _write_otherwise(choice.otherwise)
    for output in reversed(choice.outputs):
        name, _, parameter = output.text.partition(".")
        task = as_chain(("tasks", name))
        read = write_dig(task, ("outputs", "parameters", parameter), quote(""))
        expression = f"{task}.status == 'Succeeded' ? {read} : {expression}"
    return expression


def _write_otherwise(value: Constant | ValueReference | None) -> str:
    if isinstance(value, ValueReference):
        return value.text
    return quote("null" if value is None else to_code_string(value.value))


def write_collected(step: str, name: str) -> str:
    """Return an expression for the list of the outputs of all iterations of a step, each item as JSON.

    Argo provides a list of strings, or of values if all are lists or mappings, and no output without iterations.
    """
    found = write_dig(as_chain(("steps", step)), ("outputs", "parameters", name), quote("[]"))
    # Functions quote a string that would be read as another value, so that only valid JSON is a value.
    is_json = "sprig.kindIs('string', #) && (# == 'null' || sprig.fromJson(#) != nil)"
    items = f"map(jsonpath({found}, '$'), {{{is_json} ? # : toJson(#)}})"
    return f"'[' + sprig.join(',', {items}) + ']'"


def enter(
    scope: ParameterScope, hidden: Collection[str], handed_in: Collection[str]
) -> tuple[CallArguments, dict[str, ParameterValue]]:
    """Return the arguments of a node that contains a graph, and the scope of the graph.

    `hidden` are names of inner steps, which hide outer steps of the same name; `handed_in` are values that must be
    passed as arguments.
    """
    given = CallArguments({}, {})
    hidden, handed_in = frozenset(hidden), frozenset(handed_in)
    inside: dict[str, ParameterValue] = dict(scope)
    for name, value in scope.items():
        is_hidden = isinstance(value, (ValueReference, StoredObject)) and value.root in hidden
        if not (isinstance(value, FirstOutput) or is_hidden or name in handed_in):
            continue
        if not isinstance(value, StoredObject):
            given.values[name] = write_reference(value)
            inside[name] = ValueReference(f"parameters.{name}")
        elif value.is_clear:
            given.objects[name] = value.write()
            inside[name] = StoredObject(f"artifacts.{name}")
    return given, inside
