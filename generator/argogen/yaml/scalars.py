"""Resolve the plain scalars of a YAML text, and write values as strings.

A pipeline is read by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), so that `on`, `no`,
`12:30` and dates are text; a manifest is read as Kubernetes reads it: see `kubernetes`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from argogen.yaml.node_path import NodePath

TAG = "tag:yaml.org,2002:"

# Python refuses to turn more than 4,300 digits into a number and back; so such a text is a string.
_LONGEST_NUMBER = 3000

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


class SpelledInt(int):
    """An integer with the spelling of its source."""

    spelling: str


class SpelledFloat(float):
    """A float with the spelling of its source."""

    spelling: str


class UnknownTagError(ValueError):
    """A tag that is not supported here."""


@dataclass(frozen=True)
class Scalars:
    """A schema of scalars.

    `resolve` takes a plain scalar to a value of the schema, `construct` a tag and a text to one. `as_value` makes that
    value data, `as_key` makes it (and the text that was written) a key. `starts` holds each first character (or "" for
    the empty text) that something other than text can have, `key_starts` those of keys that are not kept as written.
    `merges_in_place`: a `<<` overrides the keys before it, and may come twice. `known_tags` are those that a mapping or
    a sequence may have, None for any. `last_key_wins`: a key may stand twice.

    All four functions raise ValueError, with a message for people, for what has no meaning.
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
        """Return the key that a plain scalar stands for."""
        return self.as_key(self.resolve(text), text) if text[:1] in self.key_starts else text

    def tagged_key(self, tag: str, text: str) -> str:
        """Return the key that a scalar with a tag stands for."""
        return self.as_key(self.construct(tag, text), text)

    def accepts(self, tag: str) -> bool:
        """Return whether a mapping or a sequence may have this tag."""
        return self.known_tags is None or tag in self.known_tags


def is_unusually_spelled(value: Any, text: str) -> bool:
    """Return whether a number is written differently than its value would be: `3.10`, `0x1F`."""
    return value.__class__ in (int, float) and to_string(value) != text


def drop_spelling(value: Any) -> Any:
    """Return a number with a spelling as a plain one, and any other value as it is."""
    if isinstance(value, SpelledInt):
        return int(value)
    return float(value) if isinstance(value, SpelledFloat) else value


def to_string(value: Any) -> str:
    """Return a value as a string: numbers as they are spelled, scalars as in YAML, lists and mappings as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, (SpelledInt, SpelledFloat)):
        return value.spelling
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def to_code_string(value: Any) -> str:
    """Return the string that code reads as this value: its JSON; a string as it is, unless it would be read as JSON.

    Items of lists are read as values, too. A text with a tag in it stays as it is: what Argo puts there is read when
    the code runs.
    """
    quoted = _quote(value)
    return quoted if isinstance(quoted, str) else to_string(quoted)


def _quote(value: Any) -> Any:
    if isinstance(value, list):
        return [_quote(item) for item in value]
    if isinstance(value, str) and "{{" not in value and (_is_json(value) or value.endswith("\n")):
        return json.dumps(value, ensure_ascii=False)
    return value


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _resolve(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
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
        raise UnknownTagError(f"the tag '{shorten_tag(tag)}' has no meaning here")
    value = _resolve(text)
    if type(value) not in _TYPES[tag]:
        raise ValueError(f"'{text}' is not a {shorten_tag(tag)}")
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
    key_starts=frozenset(),  # all keys of the language are text
    merges_in_place=False,
    known_tags=frozenset((f"{TAG}map", f"{TAG}seq")),
)


def find_infinite(value: Any, path: NodePath) -> Iterator[NodePath]:
    """The paths of the numbers in a value that JSON, and so Kubernetes, does not have."""
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from find_infinite(item, (*path, key))
