"""Mistakes in a value: its type, the words it may be, its size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from argogen.language.validation.definitions import allows_text
from argogen.language.validation.patterns import explain_text
from argogen.language.validation.value_descriptions import (
    describe,
    list_some,
    name_kinds,
    quote,
    show_example,
    write_flow,
)
from argogen.suggestions import find_nearest, find_same

if TYPE_CHECKING:
    from argogen.argo.structure import StructureDiagnostic
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic

_WHOLE_CHOICE = re.compile(r"\^\(([\w|]+)\)\$")  # a pattern that only lists words
_TAG = "Argo fills in tags only where text is wanted"


def explain_type(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """The value is of another type than the language wants."""
    types = [diagnostic.expected] if isinstance(diagnostic.expected, str) else list(diagnostic.expected)
    message = f"expected {name_kinds(types)}, found {describe(diagnostic.value)}"
    hints = (hint(diagnostic, types) for hint in _TYPE_HINTS)
    yield diagnostic.at_value("wrong-type", message, next(filter(None, hints), ""))


def explain_enum(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """The value is not one of those listed."""
    words = [word for word in _list_values(diagnostic) if word is not None]
    found = quote(diagnostic.value) if isinstance(diagnostic.value, str | int | float) else describe(diagnostic.value)
    message = f"{found} is not one of {list_some([str(word) for word in words])}"
    known = tuple(map(str, words))
    fault = diagnostic.at_value("not-one-of", message, _hint_value(diagnostic.value, known))
    yield fault._replace(fix=find_same(str(diagnostic.value), known), meant=find_nearest(str(diagnostic.value), known))


def explain_pattern(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """The text has another form than the language wants."""
    if _WHOLE_CHOICE.fullmatch(diagnostic.expected):
        yield from explain_enum(diagnostic)
    else:
        explained = explain_text(diagnostic.expected, diagnostic.value, diagnostic.schema.get("examples", []))
        yield diagnostic.at_value(explained.code, explained.message, explained.hint)._replace(fix=explained.fix)


def explain_size(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """The value is too short, too long, too small or too large."""
    message, hint = _SIZES[diagnostic.keyword](diagnostic.value, diagnostic.expected)
    yield diagnostic.at_value("bad-name" if diagnostic.is_key else "bad-value", message, hint)


def explain_other(diagnostic: SchemaDiagnostic) -> Iterator[StructureDiagnostic]:
    """What no other function has words for."""
    yield diagnostic.at_value("bad-value", f"{describe(diagnostic.value)} cannot stand here", _show_example(diagnostic))


def _list_values(diagnostic: SchemaDiagnostic) -> list[Any]:
    if diagnostic.keyword == "pattern":
        return str(diagnostic.expected)[2:-2].split("|")
    return [diagnostic.expected] if diagnostic.keyword == "const" else list(diagnostic.expected)


def _hint_value(value: Any, words: tuple[str, ...]) -> str:
    if isinstance(value, str) and "{{" in value:
        return "this has to be known when the manifest is made"
    if not isinstance(value, str):
        return "quote it" if str(value) in words else ""
    close = find_nearest(value, words)
    return f"did you mean '{close}'?" if close else ""


def _hint_quotes(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    if "string" not in types or not isinstance(diagnostic.value, int | float) or {"array", "object"} & set(types):
        return ""
    return "quote it" if allows_text(diagnostic.schema, write_flow(diagnostic.value)) else ""


def _hint_bare(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    if not isinstance(diagnostic.value, str) or "string" in types:
        return ""
    number = {"integer", "number"} & set(types) and re.fullmatch(r"[-+]?\d+(\.\d+)?", diagnostic.value)
    if number or ("boolean" in types and diagnostic.value in ("true", "false")):
        return "write it without quotes"
    if "boolean" in types and diagnostic.value.lower() in ("yes", "no", "on", "off"):
        return f"write {'true' if diagnostic.value.lower() in ('yes', 'on') else 'false'}"
    return _TAG if "{{" in diagnostic.value and not {"array", "object"} & set(types) else ""


def _hint_list(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    if "array" not in types or diagnostic.value is None:
        return ""
    return (
        "write it as a list, each item after a -" if isinstance(diagnostic.value, dict) else "put it into a list: [ … ]"
    )


def _hint_mapping(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    """Kubernetes lists what the language keys by name."""
    named = isinstance(diagnostic.value, list) and all(isinstance(item, dict) for item in diagnostic.value)
    by_name = named and isinstance(diagnostic.schema.get("additionalProperties"), dict)
    return "write it as a mapping, with the names as keys" if by_name and "object" in types else ""


def _hint_lines(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    texts = isinstance(diagnostic.value, list) and all(isinstance(item, str) for item in diagnostic.value)
    return "write several lines as one text, after a |" if texts and types == ["string"] else ""


def _hint_example(diagnostic: SchemaDiagnostic, types: list[str]) -> str:  # noqa: ARG001
    example = _show_example(diagnostic)
    return example or ("give it a value, or leave it out" if diagnostic.value is None else "")


def _show_example(diagnostic: SchemaDiagnostic) -> str:
    return show_example(diagnostic.schema.get("examples", []))


_TYPE_HINTS = (_hint_quotes, _hint_bare, _hint_list, _hint_mapping, _hint_lines, _hint_example)

_SIZES: dict[str, Callable[[Any, Any], tuple[str, str]]] = {
    "minLength": lambda value, _: ("this text is empty" if not value else f"{quote(value)} is too short", "fill it in"),
    "maxLength": lambda value, most: (f"{quote(value)} has {len(value)} characters", f"{most} are allowed"),
    "minItems": lambda _, least: (f"this list needs {_count(least, 'item')}", "add one, or leave the key out"),
    "uniqueItems": lambda items, _: ("this list names something twice", f"see {quote(_find_duplicate(items))}"),
    "maxItems": lambda value, most: (f"this list has {len(value)} items", f"{most} are allowed"),
    "minProperties": lambda _, least: (f"this mapping needs {_count(least, 'key')}", "add one, or leave it out"),
    "maxProperties": lambda value, most: (f"this mapping has {_count(len(value), 'key')}", _most_keys(most)),
    "minimum": lambda value, least: (f"{value} is too small", f"the least is {least}"),
    "maximum": lambda value, most: (f"{value} is too large", f"the most is {most}"),
}
SIZES = tuple(_SIZES)


def _find_duplicate(items: list[Any]) -> Any:
    return next((item for index, item in enumerate(items) if item in items[:index]), None)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _most_keys(most: int) -> str:
    return f"{most} are allowed" if most else "write it as {}"
