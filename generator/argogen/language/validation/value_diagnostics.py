"""Diagnostics of values: their type, the valid choices, their pattern and their limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from argogen.language.validation.patterns import explain_string
from argogen.language.validation.type_hints import hint_type
from argogen.language.validation.value_descriptions import (
    describe,
    list_some,
    name_kinds,
    name_this,
    quote,
    show_example,
    write_flow,
)
from argogen.suggestions import find_nearest, find_same, suggest, suggest_quotes

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic

_WHOLE_CHOICE = re.compile(r"\^\(([\w|]+)\)\$(?:\|\\\{\\\{)?")  # a pattern that only lists words, or accepts tags, too


def explain_type(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report a value of a wrong type."""
    types = [diagnostic.expected] if isinstance(diagnostic.expected, str) else list(diagnostic.expected)
    message = f"expected {name_kinds(types)}, found {describe(diagnostic.value)}"
    yield diagnostic.at_value("wrong-type", message, hint_type(diagnostic, types))


def explain_enum(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report a value that is not one of the valid choices."""
    known = tuple(word if isinstance(word, str) else write_flow(word) for word in _list_values(diagnostic))
    found = quote(diagnostic.value) if isinstance(diagnostic.value, str | int | float) else describe(diagnostic.value)
    message = f"invalid value {found}: expected one of {list_some(known)}"
    if len(known) == 1:
        message = f"expected {known[0]}, found {describe(diagnostic.value)}"
    hint = _hint_reference(diagnostic) or _hint_value(diagnostic.value, known)
    fault = diagnostic.at_value("invalid-choice", message, hint)
    yield fault._replace(fix=find_same(str(diagnostic.value), known), meant=find_nearest(str(diagnostic.value), known))


def explain_pattern(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report a string that does not match the pattern."""
    if _WHOLE_CHOICE.fullmatch(diagnostic.expected):
        yield from explain_enum(diagnostic)
    else:
        explained = explain_string(diagnostic.expected, diagnostic.value, diagnostic.schema.get("examples", []))
        yield diagnostic.at_value(explained.code, explained.message, explained.hint)._replace(fix=explained.fix)


def explain_limit(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report a value that is too short, too long, too small or too large."""
    message, hint = _LIMITS[diagnostic.keyword](diagnostic.value, diagnostic.expected)
    code = "invalid-name" if diagnostic.is_key else "invalid-value"
    yield diagnostic.at_value(code, f"{_name_value(diagnostic)} {message}", hint)


def explain_other(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """Report a value that violates another keyword."""
    example = show_example(diagnostic.schema.get("examples", []))
    hint = f"use a value {example}" if example else ""
    yield diagnostic.at_value("invalid-value", f"invalid value: {describe(diagnostic.value)}", hint)


def _list_values(diagnostic: SchemaDiagnostic) -> list[Any]:
    if diagnostic.keyword == "pattern":
        choice = _WHOLE_CHOICE.fullmatch(str(diagnostic.expected))
        return choice[1].split("|") if choice else []
    words = [diagnostic.expected] if diagnostic.keyword == "const" else diagnostic.expected
    return [word for word in words if word is not None]


def _hint_reference(diagnostic: SchemaDiagnostic) -> str:
    """Return the hint for a tag in `result`: an output of steps or tasks takes their values from `parameter`."""
    is_result = diagnostic.definition == "output" and diagnostic.path[-1:] == ("result",)
    return f"use parameter: {write_flow(diagnostic.value)}" if is_result and "{{" in str(diagnostic.value) else ""


def _hint_value(value: Any, words: tuple[str, ...]) -> str:
    if isinstance(value, str) and "{{" in value:
        return "replace the tag with one of these values"
    if not isinstance(value, str):
        return suggest_quotes(str(value)) if str(value) in words else ""
    return suggest(value, words)


def _name_value(diagnostic: SchemaDiagnostic) -> str:
    """Return the subject of a message about the value: its key, or the position in its list."""
    if diagnostic.is_key:
        return f"name {quote(diagnostic.value)}" if diagnostic.value else "a name"
    if not diagnostic.path:
        return name_this(diagnostic.subject)
    *above, last = diagnostic.path
    if isinstance(last, str):
        return f"'{last}'"
    return f"item {last + 1} of '{above[-1]}'" if above and isinstance(above[-1], str) else f"item {last + 1}"


def _limit_count(noun: str, bound: str, hint: str = "") -> Callable[[Any, Any], tuple[str, str]]:
    """Return the function that writes the message for a limit on the number of items, keys or characters."""

    def write(value: Any, limit: Any) -> tuple[str, str]:
        count = f"{limit} {noun}" if limit == 1 else f"{limit} {noun}s"
        return f"must have {bound} {count}, got {len(value)}", hint

    return write


def _limit_number(bound: str) -> Callable[[Any, Any], tuple[str, str]]:
    """Return the function that writes the message for a limit of a number."""
    return lambda value, limit: (f"must be {bound} {write_flow(limit)}, got {write_flow(value)}", "")


def _require_characters(value: str, limit: int) -> tuple[str, str]:
    return _limit_count("character", "at least")(value, limit) if value else ("must not be empty", "add a value")


def _forbid_keys(value: Any, limit: int) -> tuple[str, str]:
    return _limit_count("key", "at most")(value, limit) if limit else ("cannot have keys", "use {}")


def _require_unique_items(items: Any, _: Any) -> tuple[str, str]:
    duplicate = next((item for index, item in enumerate(items) if item in items[:index]), None)
    return f"has the duplicate item {quote(duplicate)}", "remove one of them"


_LIMITS: dict[str, Callable[[Any, Any], tuple[str, str]]] = {
    "minLength": _require_characters,
    "maxLength": _limit_count("character", "at most"),
    "minItems": _limit_count("item", "at least", "add an item, or remove the key"),
    "maxItems": _limit_count("item", "at most"),
    "uniqueItems": _require_unique_items,
    "minProperties": _limit_count("key", "at least", "add a key"),
    "maxProperties": _forbid_keys,
    "minimum": _limit_number("at least"),
    "maximum": _limit_number("at most"),
    "exclusiveMinimum": _limit_number("greater than"),
    "exclusiveMaximum": _limit_number("less than"),
    "multipleOf": _limit_number("a multiple of"),
}
LIMITS = tuple(_LIMITS)
