"""Resolve plain scalars, and write values as strings.

A pipeline is read with the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), in which `on`, `no`,
`12:30` and dates are strings; a manifest is read as Kubernetes reads it, see `kubernetes`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from argogen.late import compile_late
from argogen.records import Record
from argogen.yaml.node_path import NodePath

TAG = "tag:yaml.org,2002:"

# Python does not convert strings of more than 4,300 digits to integers, so a longer number is a string.
_LONGEST_NUMBER = 3000

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGER = compile_late(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = compile_late(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


LONGEST_WORD = len("false")
"""In all schemas, a longer scalar that begins with a letter is a string."""


class SpelledInt(int):
    """An integer with the spelling of its source."""

    spelling: str


class SpelledFloat(float):
    """A float with the spelling of its source."""

    spelling: str


class UnknownTagError(ValueError):
    """A tag that the schema does not support."""


class Scalars(Record):
    """A scalar schema.

    `resolve` returns the value of a plain scalar, `construct` that of a tag and the content of a scalar. `as_value`
    converts such a value to plain data, `as_key` converts it, given also the content, to a key. `starts` has the first
    characters of all scalars that are not strings ("" for an empty scalar), `key_starts` those of keys that differ from
    their source. `merges_in_place`: a `<<` overrides the keys before it, and may occur repeatedly. `known_tags` are the
    tags that collections may have, None for any. `last_key_wins`: of duplicate keys, the last one is used.

    All four functions raise ValueError, with a message for users, for an invalid scalar.
    """

    resolve: Callable[[str], Any]
    construct: Callable[[str, str], Any]
    as_value: Callable[[Any], Any]
    as_key: Callable[[Any, str], str]
    starts: frozenset[str]
    key_starts: frozenset[str]
    merges_in_place: bool
    known_tags: frozenset[str] | None
    last_key_wins: bool = False

    def value(self, text: str) -> Any:
        """Return the value of a plain scalar."""
        return self.as_value(self.resolve(text)) if text[:1] in self.starts else text

    def tagged_value(self, tag: str, text: str) -> Any:
        """Return the value of a scalar with a tag."""
        return self.as_value(self.construct(tag, text))

    def key(self, text: str) -> str:
        """Return the key of a plain scalar."""
        return self.as_key(self.resolve(text), text) if text[:1] in self.key_starts else text

    def tagged_key(self, tag: str, text: str) -> str:
        """Return the key of a scalar with a tag."""
        return self.as_key(self.construct(tag, text), text)

    def accepts(self, tag: str) -> bool:
        """Return whether a mapping or a sequence may have this tag."""
        return self.known_tags is None or tag in self.known_tags


def is_unusually_spelled(value: Any, text: str) -> bool:
    """Return whether a number is not in canonical form: `3.10`, `0x1F`."""
    return value.__class__ in (int, float) and to_string(value) != text


def drop_spelling(value: Any) -> Any:
    """Return a number without its spelling, and any other value unchanged."""
    if isinstance(value, SpelledInt):
        return int(value)
    return float(value) if isinstance(value, SpelledFloat) else value


def to_string(value: Any) -> str:
    """Return a value as a string: numbers with their spelling, other scalars as in YAML, lists and mappings as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, (SpelledInt, SpelledFloat)):
        return value.spelling
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def to_code_string(value: Any) -> str:
    """Return the string from which the code of a step decodes a value: its JSON, or a string that is not JSON itself.

    Items of lists are decoded, too. A string with a template tag is unchanged, since its value is decoded at run time.
    """
    quoted = _quote(value)
    return quoted if isinstance(quoted, str) else to_string(quoted)


def _quote(value: Any) -> Any:
    if isinstance(value, list):
        return [_quote(item) for item in value]
    if isinstance(value, str) and "{{" not in value and (is_json(value) or value.endswith("\n")):
        return json.dumps(value, ensure_ascii=False)
    return value


def is_json(text: str) -> bool:
    """Return whether a string is valid JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _resolve(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER or text[:1].isalpha():  # many names begin like `true` or `null`
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


_TYPES: dict[str, tuple[type, ...]] = {
    f"{TAG}int": (int,),
    f"{TAG}float": (float, int),
    f"{TAG}bool": (bool,),
    f"{TAG}null": (type(None),),
}


def _construct(tag: str, text: str) -> Any:
    if tag == f"{TAG}str":
        return text
    if tag not in _TYPES:
        raise UnknownTagError(f"unknown tag '{shorten_tag(tag)}'")
    value = _resolve(text)
    if type(value) not in _TYPES[tag]:
        raise ValueError(f"invalid {shorten_tag(tag)} '{text}'")
    return float(value) if tag == f"{TAG}float" else value


def shorten_tag(tag: str) -> str:
    """Return a tag in its short form: `!!int`."""
    return f"!!{tag.removeprefix(TAG)}" if tag.startswith(TAG) else tag


CORE = Scalars(
    resolve=_resolve,
    construct=_construct,
    as_value=lambda value: value,
    as_key=lambda _, text: text,
    starts=frozenset(["", *"+-.0123456789tTfFnN~"]),
    key_starts=frozenset(),  # all keys of the language are strings
    merges_in_place=False,
    known_tags=frozenset((f"{TAG}map", f"{TAG}seq")),
)


def find_infinite(value: Any, path: NodePath) -> Iterator[NodePath]:
    """Yield the paths of infinite numbers and NaN in a value, which JSON and Kubernetes do not support."""
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from find_infinite(item, (*path, key))
