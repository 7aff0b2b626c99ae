"""Where the value of a parameter comes from, and how the pipeline speaks of it.

runnable keeps parameters in a log that every node reads and writes; a pipeline refers to what an earlier step gave. So
for each node it is found out which nodes may have set a parameter last.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypeAlias

from argogen.source.scalars import write_value


class Constant(NamedTuple):
    """A value that is known when the manifest is made."""

    value: Any


class Reference(NamedTuple):
    """What stands between the braces of a short reference: `plan.chunks`, `parameters.level`, a loop's name."""

    text: str

    @property
    def root(self) -> str:
        """The name that has to mean the same thing wherever the reference is used."""
        return self.text.partition(".")[0]


class Choice(NamedTuple):
    """What the first of some tasks gave that has run, and else another value; it can be used at their level only."""

    outputs: tuple[Reference, ...]
    otherwise: Constant | Reference | None


Value: TypeAlias = "Constant | Reference | Choice"
Scope: TypeAlias = Mapping[str, Value]


def write_reference(value: Value) -> Any:
    """The value as a step's `with` has it."""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, Reference):
        return f"{{{{{value.text}}}}}"
    return f"{{{{={write_choice(value)}}}}}"


def write_choice(choice: Choice) -> str:
    """An expression that gives the output of the first task that has one.

    Argo waits for ever for the output of a task that was left out; what `dig` does not find it does not wait for.
    """
    expression = _write_otherwise(choice.otherwise)
    for output in reversed(choice.outputs):
        step, _, name = output.text.partition(".")
        expression = f"sprig.dig('{step}', 'outputs', 'parameters', '{name}', {expression}, tasks)"
    return expression


def _write_otherwise(value: Constant | Reference | None) -> str:
    if isinstance(value, Reference):
        return value.text
    text = "null" if value is None else write_value(value.value)
    # Argo would take two braces in a row for the end of the tag, or for the beginning of another.
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace("}}", "}\\u007d").replace("{{", "{\\u007b")


def write_collected(step: str, name: str) -> str:
    """An expression for the list of all that the runs of a looped step gave, each item as the JSON that it is.

    Argo gives a list of texts, or of values where all of them are lists or mappings, and nothing for no runs.
    """
    found = f"sprig.dig('{step}', 'outputs', 'parameters', '{name}', '[]', steps)"
    items = f"map(jsonpath({found}, '$'), {{sprig.kindIs('string', #) && # matches '{_JSON}' ? # : toJson(#)}})"
    return f"'[' + sprig.join(',', {items}) + ']'"


# A text that stands for a value; a text that is none of these stands for itself.
_JSON = r'^(?s)(-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|true|false|null|\\{.*\\}|\\[.*\\]|".*")$'


def enter(scope: Scope, hidden: Collection[str], handed_in: Collection[str]) -> tuple[dict[str, Any], dict[str, Value]]:
    """What a node that holds others is called with, and what the values are called inside of it.

    `hidden` are the names of the steps inside, which would be taken for those outside; `handed_in` are values that have
    to be its own.
    """
    given: dict[str, Any] = {}
    inside: dict[str, Value] = {}
    for name, value in scope.items():
        is_hidden = isinstance(value, Reference) and value.root in hidden
        if isinstance(value, Choice) or is_hidden or name in handed_in:
            given[name] = write_reference(value)
            inside[name] = Reference(f"parameters.{name}")
        else:
            inside[name] = value
    return given, inside
