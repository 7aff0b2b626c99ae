"""Where the value of a parameter comes from, and how a pipeline refers to it.

runnable keeps parameters in a log that every node reads and writes; a pipeline refers to what an earlier step gave. So
the nodes that may have set a parameter last are determined for each node.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypeAlias

from argogen.dialects.translation import LocatedValue
from argogen.yaml.scalars import to_code_string


class Constant(NamedTuple):
    """A value that is known when the manifest is made."""

    value: Any


class ValueReference(NamedTuple):
    """What stands between the braces of a short reference: `plan.chunks`, `parameters.level`, a loop's name."""

    text: str

    @property
    def root(self) -> str:
        """The name that must have the same meaning wherever the reference is used."""
        return self.text.partition(".")[0]


class FirstOutput(NamedTuple):
    """What the first of some tasks gave that has run, and else another value; it can be used at their level only."""

    outputs: tuple[ValueReference, ...]
    otherwise: Constant | ValueReference | None


class StoredObject(NamedTuple):
    """An object that a task has given, as the artifact of that name; it is not clear which if there are several."""

    text: str
    is_clear: bool = True

    @property
    def root(self) -> str:
        """As that of a ValueReference."""
        return self.text.partition(".")[0]

    def write(self) -> dict[str, str]:
        """Return the artifact as another one that comes from it."""
        return {"from": f"{{{{{self.text}}}}}"}


ParameterValue: TypeAlias = "Constant | ValueReference | FirstOutput | StoredObject"
ParameterScope: TypeAlias = Mapping[str, ParameterValue]


class CallArguments(NamedTuple):
    """What a node is called with: values, and objects as artifacts."""

    values: dict[str, Any]
    objects: dict[str, Any]

    def write(self) -> dict[str, Any]:
        """Return the keys of the step."""
        objects = {"artifacts": {"in": self.objects}} if self.objects else {}
        return {**({"with": self.values} if self.values else {}), **objects}


def join(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a step out of several: what is in mappings comes together, of all else the last counts."""
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            both = (_spread(whole.get(key)), _spread(value))
            whole[key] = join(*both) if all(each is not None for each in both) else value
    return whole


def _spread(value: Any) -> Any:
    """Return a mapping with the origin at each entry instead of at itself; None for any other value."""
    origin, inner = value if isinstance(value, LocatedValue) else (None, value)
    if not isinstance(inner, dict):
        return None
    return inner if origin is None else {key: LocatedValue(origin, each) for key, each in inner.items()}


def write_reference(value: Constant | ValueReference | FirstOutput) -> Any:
    """Return the value as a step's `with` has it."""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, ValueReference):
        return f"{{{{{value.text}}}}}"
    return f"{{{{={write_choice(value)}}}}}"


def write_choice(choice: FirstOutput) -> str:
    """Return an expression that gives the output of the first task that has one.

    Argo waits for ever for the output of a task that was left out; what `dig` does not find it does not wait for.
    """
    expression = _write_otherwise(choice.otherwise)
    for output in reversed(choice.outputs):
        step, _, name = output.text.partition(".")
        expression = f"sprig.dig('{step}', 'outputs', 'parameters', '{name}', {expression}, tasks)"
    return expression


def _write_otherwise(value: Constant | ValueReference | None) -> str:
    if isinstance(value, ValueReference):
        return value.text
    text = "null" if value is None else to_code_string(value.value)
    # Argo would take two braces in a row for the end of the tag, or for the beginning of another.
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace("}}", "}\\u007d").replace("{{", "{\\u007b")


def write_collected(step: str, name: str) -> str:
    """Return an expression for the list of all that the runs of a looped step gave, each item as the JSON that it is.

    Argo gives a list of texts, or of values where all of them are lists or mappings, and nothing for no runs.
    """
    found = f"sprig.dig('{step}', 'outputs', 'parameters', '{name}', '[]', steps)"
    items = f"map(jsonpath({found}, '$'), {{sprig.kindIs('string', #) && # matches '{_JSON}' ? # : toJson(#)}})"
    return f"'[' + sprig.join(',', {items}) + ']'"


# A text that stands for a value; a text that is none of these stands for itself.
_JSON = r'^(?s)(-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|true|false|null|\\{.*\\}|\\[.*\\]|".*")$'


def enter(
    scope: ParameterScope, hidden: Collection[str], handed_in: Collection[str]
) -> tuple[CallArguments, dict[str, ParameterValue]]:
    """Return what a node that holds others is called with, and what the values are called inside of it.

    `hidden` are the names of the steps inside, which would be taken for those outside; `handed_in` are values that have
    to be its own.
    """
    given = CallArguments({}, {})
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
