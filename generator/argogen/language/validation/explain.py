"""Why a document is not what its schema says: jsonschema finds the mistakes, other modules put them into words.

A `$ref` is not followed where it stands but put aside and looked into later. So a mistake is explained at its cause
and by the definition that it is one against, the nesting of steps costs no stack, and the fast validator can pass over
all that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from argogen.language.validation.keys import (
    explain_choice,
    explain_companions,
    explain_missing,
    explain_strangers,
)
from argogen.language.validation.language import (
    Schema,
    build_pattern,
    build_validator,
    find_definition,
    name_definition,
)
from argogen.language.validation.mistakes import Mistake
from argogen.language.validation.things import name_thing
from argogen.language.validation.values import (
    SIZES,
    explain_misfit,
    explain_pattern,
    explain_size,
    explain_type,
    explain_words,
)

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from argogen.argo.structure import Fault
    from argogen.argo.structure.faults import Path


@dataclass(frozen=True)
class _Part:
    """A part of a document that one definition describes; `parent` is the definition that refers to it."""

    definition: str
    parent: str
    value: Any
    path: Path


def explain_faults(data: Any, definition: str = "") -> list[Fault]:
    """All that is wrong with data that the definition describes, each once, with paths from its top; maybe nothing."""
    faults: dict[Fault, None] = {}
    parts = [_Part(definition, "", data, ())]
    while parts:
        part = parts.pop()
        for error in _Validator(find_definition(part.definition)).iter_errors(part.value):
            if error.validator == "$ref":
                parts.append(_follow(part, error))
            else:
                faults.update(dict.fromkeys(_explain(_describe(part, error))))
    return list(faults)


def _follow(part: _Part, error: ValidationError) -> _Part:
    reference: Any = error.validator_value
    return _Part(name_definition(reference), part.definition, error.instance, (*part.path, *error.absolute_path))


def _describe(part: _Part, error: ValidationError) -> Mistake:
    inner = tuple(error.absolute_path)
    value: Any = error.instance
    is_key = "propertyNames" in error.absolute_schema_path
    return Mistake(
        keyword=str(error.validator),
        wanted=error.validator_value,
        value=value,
        path=(*part.path, *inner, value) if is_key else (*part.path, *inner),
        schema=error.schema if isinstance(error.schema, dict) else {},
        owner=_find_owner(find_definition(part.definition), error),
        definition=part.definition,
        thing=name_thing(part.definition, part.parent, part.path, inner),
        is_key=is_key,
    )


def _find_owner(schema: Schema, error: ValidationError) -> Schema:
    """The part of the definition that lists the keys of the object in question, which `then` does not repeat."""
    owner: Any = schema
    step: Any = schema
    for key in list(error.absolute_schema_path)[:-1]:
        step = step[key]
        owner = step if isinstance(step, dict) and isinstance(step.get("properties"), dict) else owner
    return owner  # type: ignore[no-any-return]


def _explain(mistake: Mistake) -> Iterator[Fault]:
    return _EXPLAIN.get(mistake.keyword, explain_misfit)(mistake)


_EXPLAIN: dict[str, Callable[[Mistake], Iterator[Fault]]] = {
    "additionalProperties": explain_strangers,
    "required": explain_missing,
    "dependentRequired": explain_companions,
    "oneOf": explain_choice,
    "anyOf": explain_choice,
    "type": explain_type,
    "enum": explain_words,
    "const": explain_words,
    "pattern": explain_pattern,
    **dict.fromkeys(SIZES, explain_size),
}


def _put_aside(_: Validator, reference: str, value: Any, __: Schema) -> Iterator[ValidationError]:
    if not build_validator(name_definition(reference)).is_valid(value):
        yield ValidationError(reference)


def _match(_: Validator, pattern: str, value: Any, __: Schema) -> Iterator[ValidationError]:
    # Python's patterns differ in small things from those of the validator that decides: $ also matches before a
    # final line end, \d also other scripts' digits.
    if isinstance(value, str) and not build_pattern(pattern).is_valid(value):
        yield ValidationError(pattern)


_Validator: type[Validator] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"$ref": _put_aside, "pattern": _match}
)
