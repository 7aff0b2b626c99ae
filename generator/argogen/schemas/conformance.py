"""Recognize data that conforms to a JSON Schema, without a validator.

The import of a validator takes longer than rendering a small pipeline. Data that is accepted here is valid, and is not
validated again. Data that is not accepted can be valid, too: a validator decides that, and explains the errors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import Any

from argogen.late import compile_late

Schema = Mapping[str, Any]
Check = Callable[[Any], bool]

_TYPES: Mapping[str, type] = {"string": str, "array": list, "object": dict, "null": type(None), "boolean": bool}
_ANNOTATIONS = frozenset({"description", "examples", "title", "$schema", "$id", "$defs"})


class Conformance:
    """Builds the checks of schemas; the checks of definitions are built at their first use.

    `external` checks the values of references to another schema.
    """

    def __init__(self, definitions: Schema, external: Check | None = None) -> None:
        self._definitions = definitions
        self._external = external or _never
        self._known: dict[str, Check] = {}

    def build(self, schema: Schema | bool) -> Check:
        """Return a function that returns True only for values that conform to the schema."""
        if isinstance(schema, bool):
            return _always if schema else _never
        keywords = [word for word in schema if word not in _ANNOTATIONS and not word.startswith("x-")]
        if not _BUILDERS.keys() >= set(keywords):
            return _never
        return _join([build(self, schema) for build in dict.fromkeys(map(_BUILDERS.__getitem__, keywords))])

    def refer(self, schema: Schema) -> Check:
        """Return the check of the target of a `$ref`."""
        elsewhere, _, name = schema["$ref"].partition("#/$defs/")
        return self._external if elsewhere else lambda value: self._find(name)(value)

    def _find(self, name: str) -> Check:
        if name not in self._known:
            self._known[name] = self.build(self._definitions[name])
        return self._known[name]


def _always(_: Any) -> bool:
    return True


def _never(_: Any) -> bool:
    return False


def _join(checks: Sequence[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)


class _EntryChecks(dict[str, Check]):
    """The checks of the values of keys; each is built at its first use."""

    def __init__(self, conformance: Conformance, schema: Schema) -> None:
        super().__init__()
        self._conformance = conformance
        self._properties = schema.get("properties", {})
        self._others = conformance.build(schema.get("additionalProperties", True))

    def __missing__(self, key: str) -> Check:
        if key not in self._properties:
            return self._others  # not stored: such keys are names, of which there can be many
        self[key] = check = self._conformance.build(self._properties[key])
        return check


def _check_entries(conformance: Conformance, schema: Schema) -> Check:
    checks = _EntryChecks(conformance, schema)

    def check_entries(value: Any) -> bool:  # every entry of a document comes by, so there is no generator
        if isinstance(value, dict):
            for key, item in value.items():
                if not checks[key](item):
                    return False
        return True

    return check_entries


def _check_names(conformance: Conformance, schema: Schema) -> Check:
    check = conformance.build(schema["propertyNames"])
    return lambda value: not isinstance(value, dict) or all(map(check, value))


def _check_items(conformance: Conformance, schema: Schema) -> Check:
    check = conformance.build(schema["items"])
    return lambda value: not isinstance(value, list) or all(map(check, value))


def _check_type(_: Conformance, schema: Schema) -> Check:
    names = _list_types(schema)
    others = tuple(_TYPES[name] for name in names if name in _TYPES)
    numbers = (int, float) if "number" in names else (int,) if "integer" in names else ()
    if not numbers:
        return lambda value: isinstance(value, others)
    return lambda value: (type(value) in numbers and math.isfinite(value)) or isinstance(value, others)


def _list_types(schema: Schema) -> Sequence[str]:
    types: str | list[str] = schema.get("type", [])
    return [types] if isinstance(types, str) else types


def _check_enum(_: Conformance, schema: Schema) -> Check:
    # True == 1, so the types of values are compared, too.
    words = {(type(word), word) for word in schema.get("enum", [schema.get("const")]) if _is_scalar(word)}
    return lambda value: _is_scalar(value) and (type(value), value) in words


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | bool | int)


def _check_pattern(_: Conformance, schema: Schema) -> Check:
    pattern = compile_late(schema["pattern"])
    # In Python, unlike JSON Schema, `$` also matches before a final line end.
    return lambda value: not isinstance(value, str) or ("\n" not in value and pattern.search(value) is not None)


def _check_length(minimum: str, maximum: str, kind: type[Sized]) -> _Build:
    def build(_: Conformance, schema: Schema) -> Check:
        low, high = schema.get(minimum, 0), schema.get(maximum, math.inf)
        return lambda value: not isinstance(value, kind) or low <= len(value) <= high

    return build


def _check_range(_: Conformance, schema: Schema) -> Check:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    return lambda value: not isinstance(value, int | float) or low <= value <= high


def _check_distinct(_: Conformance, schema: Schema) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, list) or not schema["uniqueItems"]:
            return True
        return all(isinstance(item, str) for item in value) and len(set(value)) == len(value)

    return check


def _check_required(_: Conformance, schema: Schema) -> Check:
    names = frozenset(schema["required"])
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _check_companions(_: Conformance, schema: Schema) -> Check:
    rows = [(key, frozenset(others)) for key, others in schema["dependentRequired"].items()]
    return lambda value: (
        not isinstance(value, dict) or all(key not in value or others <= value.keys() for key, others in rows)
    )


def _check_any(conformance: Conformance, schema: Schema) -> Check:
    checks = [conformance.build(branch) for branch in schema["anyOf"]]
    return lambda value: any(check(value) for check in checks)


def _check_one(conformance: Conformance, schema: Schema) -> Check:
    if not all(map(_is_decidable, schema["oneOf"])):
        return _never
    if all(branch.keys() == {"required"} and len(branch["required"]) == 1 for branch in schema["oneOf"]):
        return _check_one_key(frozenset(branch["required"][0] for branch in schema["oneOf"]))
    checks = [conformance.build(branch) for branch in schema["oneOf"]]
    return lambda value: sum(check(value) for check in checks) == 1


def _check_one_key(names: frozenset[str]) -> Check:
    """Return the check that a mapping has one of some keys."""
    return lambda value: isinstance(value, dict) and len(names & value.keys()) == 1


def _check_not(conformance: Conformance, schema: Schema) -> Check:
    check = conformance.build(schema["not"])
    return (lambda value: not check(value)) if _is_decidable(schema["not"]) else _never


def _check_condition(conformance: Conformance, schema: Schema) -> Check:
    if not _is_decidable(schema["if"]):
        return _never
    condition, then, otherwise = (conformance.build(schema.get(word, True)) for word in ("if", "then", "else"))
    return lambda value: then(value) if condition(value) else otherwise(value)


def _is_decidable(schema: Schema) -> bool:
    """Return whether a check is exact: it depends only on keys, and on types that it recognizes for all values."""
    if not schema.keys() <= {"type", "required", "not", "anyOf", "oneOf"}:
        return False
    inner = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *([schema["not"]] if "not" in schema else ())]
    return _TYPES.keys() >= set(_list_types(schema)) and all(map(_is_decidable, inner))


_Build = Callable[[Conformance, Schema], Check]

_BUILDERS: Mapping[str, _Build] = {
    "$ref": Conformance.refer,
    "type": _check_type,
    **dict.fromkeys(("enum", "const"), _check_enum),
    **dict.fromkeys(("properties", "additionalProperties"), _check_entries),
    "propertyNames": _check_names,
    "items": _check_items,
    "required": _check_required,
    "dependentRequired": _check_companions,
    "pattern": _check_pattern,
    **dict.fromkeys(("minLength", "maxLength"), _check_length("minLength", "maxLength", str)),
    **dict.fromkeys(("minItems", "maxItems"), _check_length("minItems", "maxItems", list)),
    **dict.fromkeys(("minProperties", "maxProperties"), _check_length("minProperties", "maxProperties", dict)),
    **dict.fromkeys(("minimum", "maximum"), _check_range),
    "uniqueItems": _check_distinct,
    "anyOf": _check_any,
    "oneOf": _check_one,
    "not": _check_not,
    **dict.fromkeys(("if", "then", "else"), _check_condition),
}
