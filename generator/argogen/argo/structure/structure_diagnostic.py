"""Violations of a definition, and their messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity
from argogen.argo.structure.table import FieldFacts
from argogen.argo.versions import is_before
from argogen.late import compile_late
from argogen.records import TupleRecord
from argogen.suggestions import find_nearest, find_same, suggest, suggest_field, suggest_quotes
from argogen.yaml.emitter.scalars import write_item
from argogen.yaml.scalars import to_string

Path = tuple[str | int, ...]

_LONGEST_QUOTE = 40
_KEY_WITHOUT_SPACE = compile_late(r"([A-Za-z_][\w-]*):(?!//)(\S.*)")


class StructureDiagnostic(TupleRecord):
    """A value or key that violates a definition.

    `path` is the path of the value, or of the object that lacks a field; `code` is `unknown-field`, `wrong-type`,
    `missing-field`, `unsupported-in-version` or `invalid-field-value`; `on_key` if the last key of the path is invalid,
    and not its value. `fix` is the unambiguous replacement of the key or value, `meant` the one that is probably meant.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    on_key: bool = False
    fix: str = ""
    meant: str = ""


def report_unknown(path: Path, owner: str, known: tuple[str, ...]) -> StructureDiagnostic:
    """Report a key that is not a field of `owner` in any version; `known` are its fields."""
    name = str(path[-1])
    hint, nearest, fix = suggest(name, known), find_nearest(name, known), find_same(name, known)
    return StructureDiagnostic(
        path, "unknown-field", f"unknown field '{path[-1]}' of {owner}", hint, on_key=True, fix=fix, meant=nearest
    )


def report_version(
    path: Path, facts: FieldFacts, version: str, instead: str, *, in_list: bool = False
) -> StructureDiagnostic:
    """Report a field of other versions; `instead` is the equivalent field of this version, or "".

    With `in_list`, that field has a list of such values.
    """
    too_old = facts.since and is_before(version, facts.since)
    since = f"requires Argo {facts.since} or later" if too_old else f"was removed after Argo {facts.until}"
    hint = suggest_field(str(path[-1]), instead, in_list=True) if in_list else f"use '{instead}'" if instead else ""
    message = f"field '{path[-1]}' {since} (version: {version})"
    return StructureDiagnostic(path, "unsupported-in-version", message, hint, on_key=True)


def report_missing(path: Path, owner: str, name: str) -> StructureDiagnostic:
    """Report that the object at `path` lacks a required field."""
    return StructureDiagnostic(path, "missing-field", f"missing field '{name}' of {owner}", f"add '{name}'")


def report_type(path: Path, expected: str, value: Any) -> StructureDiagnostic:
    """Report a value of a wrong type; `expected` describes the type, such as "a string" or "a list"."""
    hint = _hint_type(expected, value, "item" if path and isinstance(path[-1], int) else "key")
    return StructureDiagnostic(path, "wrong-type", f"expected {expected}, found {_describe(value)}", hint)


def report_word(path: Path, value: str, words: Sequence[str], nearest: str) -> StructureDiagnostic:
    """Report a string that is not one of the valid `words` of a field."""
    if len(words) == 1:
        return StructureDiagnostic(path, "invalid-field-value", f"expected '{words[0]}', found '{_shorten(value)}'")
    hint = suggest(value, tuple(words))
    message = f"invalid value '{_shorten(value)}': expected one of {', '.join(words)}"
    return StructureDiagnostic(
        path, "invalid-field-value", message, hint, fix=find_same(value, tuple(words)), meant=nearest
    )


def report_quantity(path: Path, value: str) -> StructureDiagnostic:
    """Report an invalid quantity, or one beyond the maximum of Kubernetes."""
    message, hint = (
        f"invalid quantity '{_shorten(value)}'",
        "Argo parses quantities before it replaces tags: use podSpecPatch",
    )
    if value.removeprefix("-") in ("inf", "nan"):
        message, hint = "invalid quantity: the number is too large, or not a number", "use a number such as 500m or 2Gi"
    elif "{{" not in value:
        try:
            read_quantity(value)
        except NotationError as error:
            message, hint = error.message, error.hint
    return StructureDiagnostic(path, "invalid-field-value", message, hint)


def _describe(value: Any) -> str:
    if isinstance(value, bool):
        return f"boolean {to_string(value)}"
    if isinstance(value, int | float):
        return f"number {_shorten(to_string(value))}"
    if isinstance(value, str):
        return f"string '{_shorten(value)}'"
    if isinstance(value, dict):
        return "a mapping"
    if value is None:
        return "no value"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__}"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rstrip() + "…"


def _hint_type(expected: str, value: Any, owner: str) -> str:
    if value is None:
        return f"add a value, or remove the {owner}"
    if expected == "a string":
        return suggest_quotes(to_string(value)) if isinstance(value, int | float) else ""
    if expected == "a list":
        return f"use a list: [{write_item(_shorten(value))}]" if isinstance(value, str) else "use a list: [ … ]"
    return _hint_bare(expected, value) if isinstance(value, str) else ""


def _hint_bare(expected: str, text: str) -> str:
    if ("number" in expected or "integer" in expected) and re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
        return f"remove the quotes: {text}"
    if expected == "a mapping" and (found := _KEY_WITHOUT_SPACE.fullmatch(text)):
        return f"write '{found[1]}: {found[2]}' with a space after the colon"
    if expected == "a boolean" and text.lower() in {"true", "false", "yes", "no", "on", "off"}:
        return f"use {'true' if text.lower() in {'true', 'yes', 'on'} else 'false'}, without quotes"
    return "Argo replaces tags only in strings" if "{{" in text and expected != "a mapping" else ""
