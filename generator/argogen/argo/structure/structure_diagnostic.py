"""Violations of a definition, and their messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import QuantityTooLargeError, read_quantity
from argogen.argo.structure.table import FieldFacts
from argogen.argo.versions import VERSIONS
from argogen.suggestions import find_same

Path = tuple[str | int, ...]

_LONGEST_QUOTE = 40


class StructureDiagnostic(NamedTuple):
    """A value or key that a definition does not allow.

    `path` leads to the value; `code` is `unknown-field`, `wrong-type`, `missing-field`, `not-in-version` or
    `wrong-value`; `on_key` means that the last key of the path is what is wrong, not the value behind it. The path of a
    missing field is that of the object that lacks it. `fix` is the key or value as it is spelled, `meant` the one that
    is probably meant.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    on_key: bool = False
    fix: str = ""
    meant: str = ""


def report_unknown(path: Path, owner: str, nearest: str) -> StructureDiagnostic:
    """The last key of `path` is not a field of `owner` in any version; `nearest` is what it may mean, or empty."""
    hint = f"did you mean '{nearest}'?" if nearest else ""
    fix = find_same(str(path[-1]), (nearest,))
    return StructureDiagnostic(
        path, "unknown-field", f"'{path[-1]}' is not a field of {owner}", hint, on_key=True, fix=fix, meant=nearest
    )


def report_version(path: Path, facts: FieldFacts, version: str, instead: str) -> StructureDiagnostic:
    """The field is one of other versions; `instead` is what does its work in this one, or empty."""
    too_old = facts.since and VERSIONS.index(version) < VERSIONS.index(facts.since)
    hint = f"it exists since {facts.since}" if too_old else f"it exists until {facts.until}"
    hint += f"; Argo {version} has '{instead}'" if instead else ""
    return StructureDiagnostic(
        path, "not-in-version", f"'{path[-1]}' does not exist in Argo {version}", hint, on_key=True
    )


def report_missing(path: Path, owner: str, name: str) -> StructureDiagnostic:
    """The object at `path` lacks a field that its definition requires."""
    return StructureDiagnostic(path, "missing-field", f"{owner} needs '{name}'")


def report_type(path: Path, expected: str, value: Any) -> StructureDiagnostic:
    """The value is of another type than the `expected` one, which is in words such as "text" or "a list"."""
    hint = _hint_type(expected, value)
    return StructureDiagnostic(path, "wrong-type", f"expected {expected}, found {_describe(value)}", hint)


def report_word(path: Path, value: str, words: Sequence[str], nearest: str) -> StructureDiagnostic:
    """The text is not one of the `words` that the field takes."""
    if len(words) == 1:
        return StructureDiagnostic(path, "wrong-value", f"expected '{words[0]}', found '{_shorten(value)}'")
    hint = f"did you mean '{nearest}'?" if nearest else ""
    message = f"'{_shorten(value)}' is not one of {', '.join(words)}"
    return StructureDiagnostic(path, "wrong-value", message, hint, fix=find_same(value, tuple(words)), meant=nearest)


def report_quantity(path: Path, value: str) -> StructureDiagnostic:
    """The text is not a number with a unit as Kubernetes reads it, or more than it can hold."""
    try:
        read_quantity(value)
    except QuantityTooLargeError as error:
        return StructureDiagnostic(path, "wrong-value", error.message, error.hint)
    except NotationError:
        pass
    tag = "Argo reads quantities before it fills in tags; podSpecPatch can hold this one"
    units = "write a number and, after it, nothing or one of Ki, Mi, Gi, Ti, Pi, Ei, m, k, M, G, T, P, E"
    hint = tag if "{{" in value else units
    return StructureDiagnostic(path, "wrong-value", f"'{_shorten(value)}' is not a quantity", hint)


def _describe(value: Any) -> str:
    if isinstance(value, bool):
        return f"a boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"a number {_shorten(str(value))}"
    if isinstance(value, str):
        return f"text '{_shorten(value)}'"
    if isinstance(value, dict):
        return "a mapping"
    if value is None:
        return "nothing"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__}"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rstrip() + "…"


def _hint_type(expected: str, value: Any) -> str:
    if value is None:
        return "take it out"
    if expected == "text":
        return "quote it" if isinstance(value, int | float) else ""
    if expected == "a list":
        return "put it into a list: [ … ]"
    return _hint_bare(expected, value) if isinstance(value, str) else ""


def _hint_bare(expected: str, text: str) -> str:
    if "number" in expected and re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
        return "write it without quotes"
    if expected == "true or false" and text.lower() in {"true", "false", "yes", "no", "on", "off"}:
        return f"write {'true' if text.lower() in {'true', 'yes', 'on'} else 'false'}, without quotes"
    return "Argo fills in tags only where the field is text" if "{{" in text and expected != "a mapping" else ""
