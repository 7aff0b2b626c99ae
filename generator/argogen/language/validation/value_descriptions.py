"""Values and kinds of values in the words of messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_LONGEST_QUOTE = 40
_LONGEST_LIST = 14
_FEW = 5
_LONGEST_EXAMPLE = 60
_PLAIN = re.compile(r"[A-Za-z/](?:[-\w./ ]|:(?=\w))*|\d+[A-Za-z]{1,2}")  # what needs no quotes anywhere in YAML

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def name_kinds(types: Iterable[str]) -> str:
    """What values of these JSON types are called; null, which only means "not given", goes unsaid."""
    kinds = [_KINDS[type_] for type_ in types if type_ in _KINDS]
    return kinds[0] if len(kinds) == 1 else join_alternatives(kinds).replace(_KINDS["boolean"], "a boolean")


def describe(value: Any) -> str:
    """What a value is, with as much of it as fits a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"a boolean {str(value).lower()}"
    if isinstance(value, int | float):
        return f"a number {_shorten(str(value))}"
    if isinstance(value, str):
        return f"text {quote(value)}"
    return "a mapping" if isinstance(value, dict) else "a list"


def quote(value: Any) -> str:
    """A single value as it can stand in a sentence."""
    return f"'{_shorten(value)}'" if isinstance(value, str) else _shorten(write_flow(value))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE].rstrip() + "…"


def join_alternatives(words: Sequence[str], last: str = "or") -> str:
    """The words as a sentence lists them: a, b or c."""
    head, tail = words[:-1], words[-1:]
    return f" {last} ".join(filter(None, [", ".join(head), *tail]))


def list_some(words: Sequence[str]) -> str:
    """The words one after the other, and only a few of them if nobody would read all."""
    return ", ".join(words if len(words) <= _LONGEST_LIST else [*words[:_FEW], "…"])


def write_flow(value: Any) -> str:
    """A value on one line, as it could be written in a pipeline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {write_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(write_flow, value))}]"
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value not in ("true", "false", "null")
    return value if plain else json.dumps(value, ensure_ascii=False)


def show_example(examples: Sequence[Any], key: str = "") -> str:
    """The first of the examples as a hint, after its key if it has one; empty if there is none that is short."""
    shown = write_flow({key: examples[0]})[1:-1] if examples and key else write_flow(examples[0]) if examples else ""
    return f"such as {shown}" if 0 < len(shown) <= _LONGEST_EXAMPLE else ""
