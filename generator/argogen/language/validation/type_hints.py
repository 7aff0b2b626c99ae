"""Hints for values of a wrong type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.short_forms import shorten_volume
from argogen.language.validation.definitions import allows_string
from argogen.language.validation.value_descriptions import show_example, show_line, write_flow
from argogen.suggestions import suggest_quotes
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language.validation.schema_diagnostic import SchemaDiagnostic

_LONGEST_HINT = 120
_ENTRY = re.compile(r"([A-Za-z_][\w./-]*)\s*(?:(=)|:(?!//))\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_COLLECTIONS = frozenset({"array", "object"})


def hint_type(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    """Return the hint for a value of none of the types: the corrected value if it is known, otherwise an example."""
    hints = (hint(diagnostic, types) for hint in _HINTS)
    return next(filter(None, hints), "")


def _hint_quotes(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    if "string" not in types or not isinstance(diagnostic.value, int | float) or _COLLECTIONS & set(types):
        return ""
    text = to_string(diagnostic.value)
    return suggest_quotes(text) if allows_string(diagnostic.schema, text) else ""


def _hint_bare(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    if not isinstance(diagnostic.value, str) or "string" in types:
        return ""
    text = diagnostic.value.lower()
    if {"integer", "number"} & set(types) and _NUMBER.fullmatch(text):
        return f"remove the quotes: {text}"
    if "boolean" in types and text in ("true", "false", "yes", "no", "on", "off"):
        return f"use {'true' if text in ('true', 'yes', 'on') else 'false'}, without quotes"
    return "Argo replaces tags only in strings" if "{{" in text and not _COLLECTIONS & set(types) else ""


def _hint_entries(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    """Return the mapping that is meant by a list of `key=value`, `key: value` or objects with a name and a value."""
    if "object" not in types:
        return ""
    value, path = diagnostic.value, diagnostic.path
    if isinstance(value, str):
        return _hint_space(value, path)
    by_name = isinstance(diagnostic.schema.get("additionalProperties"), dict)
    if not isinstance(value, list) or not value or not path or not by_name:
        return ""
    entries = [_read_entry(item) for item in value]
    found = {key: item for entry in entries if entry for key, item in entry.items()}
    return _show_mapping(str(path[-1]), found) if len(found) == len(value) else ""


def _hint_space(text: str, path: tuple[str | int, ...]) -> str:
    """Return the hint for an item of a list that is meant as a mapping with one entry."""
    entry = _ENTRY.fullmatch(text)
    if entry is None or not entry[3] or not isinstance(path[-1] if path else "", int):
        return ""
    line = f"{entry[1]}: {entry[3]}"
    space = "" if entry[2] else " with a space after the colon"
    return f"write '{line}'{space}" if len(line) <= _LONGEST_HINT and "\n" not in line else ""


def _read_entry(item: Any) -> Mapping[str, Any] | None:
    """Return an item of a list as an entry of a mapping; None if it is not meant as one."""
    if isinstance(item, str):
        entry = _ENTRY.fullmatch(item)
        return {entry[1]: entry[3]} if entry and (entry[2] or entry[3]) else None
    if not isinstance(item, dict):
        return None
    name = item.get("name")
    if isinstance(name, str) and item.keys() == {"name", "mountPath"}:
        return {str(item["mountPath"]): name}
    if isinstance(name, str) and item.keys() in ({"name"}, {"name", "value"}, {"name", "path"}):
        return {name: item.get("value", item.get("path"))}
    return item if len(item) == 1 and not isinstance(next(iter(item.values())), (dict, list)) else None


def _show_mapping(key: str, entries: Mapping[str, Any]) -> str:
    line = write_flow({key: entries})[1:-1]
    if len(line) > _LONGEST_HINT:
        line = f"{write_flow({key: dict([next(iter(entries.items()))])})[1:-2]}, …}}"
    return f"use a mapping: {line}" if len(line) <= _LONGEST_HINT else ""


def _hint_list(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    if "array" not in types or diagnostic.value is None:
        return ""
    if isinstance(diagnostic.value, dict):
        return "use a list: begin each item with '- '"
    line = write_flow([diagnostic.value])
    return f"use a list: {line}" if len(line) <= _LONGEST_HINT and "\n" not in line else "use a list: [ … ]"


def _hint_names(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    """Return the hint for a list of objects with names, as in Kubernetes, where the names are keys of a mapping."""
    items = diagnostic.value if isinstance(diagnostic.value, list) else []
    by_name = items and isinstance(diagnostic.schema.get("additionalProperties"), dict) and "object" in types
    if not by_name or not all(isinstance(item, dict) for item in items):
        return ""
    name = items[0].get("name")
    shown = f": {diagnostic.path[-1]}: {{{name}: {{ … }}}}" if isinstance(name, str) and diagnostic.path else ""
    return f"use a mapping with the names as keys{shown}"


def _hint_lines(diagnostic: SchemaDiagnostic, types: list[str]) -> str:
    lines = isinstance(diagnostic.value, list) and all(isinstance(item, str) for item in diagnostic.value)
    if not lines or types != ["string"] or not diagnostic.path:
        return ""
    return f"use one string: write its lines below '{diagnostic.path[-1]}: |'"


def _hint_secret(diagnostic: SchemaDiagnostic, types: list[str]) -> str:  # noqa: ARG001
    """Return the native form of a Kubernetes object for a volume that has the name of the Secret."""
    is_source = diagnostic.definition in ("volume", "mount") and diagnostic.path[-1] == "secret"
    short = shorten_volume({"secret": diagnostic.value}) if is_source else None
    return show_line(short) if short else ""


def _hint_example(diagnostic: SchemaDiagnostic, types: list[str]) -> str:  # noqa: ARG001
    example = show_example(diagnostic.schema.get("examples", []))
    if diagnostic.value is None:
        return f"add a value, {example}" if example else "add a value, or remove the key"
    return f"use a value {example}" if example else ""


_HINTS = (
    _hint_quotes,
    _hint_bare,
    _hint_list,
    _hint_entries,
    _hint_names,
    _hint_lines,
    _hint_secret,
    _hint_example,
)
