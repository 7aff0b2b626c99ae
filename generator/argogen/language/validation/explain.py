"""Explain why a document does not match its schema: jsonschema finds the errors, other modules write the messages.

A `$ref` is not followed immediately but deferred. So an error is explained at its cause and by the definition that it
violates, nested steps do not deepen the stack, and the fast validator skips valid data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from argogen.language.validation.definitions import (
    Schema,
    build_pattern,
    build_validator,
    find_definition,
    name_definition,
)
from argogen.language.validation.keys import (
    explain_choice,
    explain_companions,
    explain_missing,
    explain_unknown_keys,
)
from argogen.language.validation.schema_diagnostic import SchemaDiagnostic
from argogen.language.validation.value_descriptions import name_object
from argogen.language.validation.value_diagnostics import (
    LIMITS,
    explain_enum,
    explain_limit,
    explain_other,
    explain_pattern,
    explain_type,
)
from argogen.records import Record

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from argogen.argo.structure.structure_diagnostic import Path, StructureDiagnostic


class _Fragment(Record):
    """A fragment of a document that one definition describes; `parent` is the definition that refers to it."""

    definition: str
    parent: str
    value: Any
    path: Path


def explain_faults(data: Any, definition: str = "") -> list[StructureDiagnostic]:
    """Return the violations of a definition in data, each once, with their paths in it."""
    faults: dict[StructureDiagnostic, None] = {}
    pending = [_Fragment(definition, "", data, ())]
    while pending:
        fragment = pending.pop()
        for error in _Validator(find_definition(fragment.definition)).iter_errors(fragment.value):
            if error.validator == "$ref":
                pending.append(_follow(fragment, error))
            else:
                faults.update(dict.fromkeys(_explain(_describe(data, fragment, error))))
    return list(faults)


def _follow(fragment: _Fragment, error: ValidationError) -> _Fragment:
    reference: Any = error.validator_value
    return _Fragment(
        name_definition(reference), fragment.definition, error.instance, (*fragment.path, *error.absolute_path)
    )


def _describe(root: Any, fragment: _Fragment, error: ValidationError) -> SchemaDiagnostic:
    inner = tuple(error.absolute_path)
    value: Any = error.instance
    is_key = "propertyNames" in error.absolute_schema_path
    return SchemaDiagnostic(
        keyword=str(error.validator),
        expected=error.validator_value,
        value=value,
        path=(*fragment.path, *inner, value) if is_key else (*fragment.path, *inner),
        schema=error.schema if isinstance(error.schema, dict) else {},
        owner=_find_owner(find_definition(fragment.definition), error),
        definition=fragment.definition,
        subject=name_object(fragment.definition, fragment.parent, fragment.path, inner),
        root=root,
        is_key=is_key,
    )


def _find_owner(schema: Schema, error: ValidationError) -> Schema:
    """Return the subschema of the definition that lists the keys of the invalid object; `then` does not repeat them."""
    owner: Any = schema
    step: Any = schema
    for key in list(error.absolute_schema_path)[:-1]:
        step = step[key]
        owner = step if isinstance(step, dict) and isinstance(step.get("properties"), dict) else owner
    return owner  # type: ignore[no-any-return]


def _explain(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    return _EXPLAIN.get(diagnostic.keyword, explain_other)(diagnostic)


_EXPLAIN: dict[str, Callable[[SchemaDiagnostic], Iterator[StructureDiagnostic]]] = {
    "additionalProperties": explain_unknown_keys,
    "required": explain_missing,
    "dependentRequired": explain_companions,
    "oneOf": explain_choice,
    "anyOf": explain_choice,
    "type": explain_type,
    "enum": explain_enum,
    "const": explain_enum,
    "pattern": explain_pattern,
    **dict.fromkeys(LIMITS, explain_limit),
}


def _defer_reference(_: Validator, reference: str, value: Any, __: Schema) -> Iterator[ValidationError]:
    if not build_validator(name_definition(reference)).is_valid(value):
        yield ValidationError(reference)


def _match(_: Validator, pattern: str, value: Any, __: Schema) -> Iterator[ValidationError]:
    # Patterns of Python differ from those of the fast validator, which decides: $ also matches before a final line
    # break, and \d also digits of other scripts.
    if isinstance(value, str) and not build_pattern(pattern).is_valid(value):
        yield ValidationError(pattern)


_Validator: type[Validator] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"$ref": _defer_reference, "pattern": _match}
)
