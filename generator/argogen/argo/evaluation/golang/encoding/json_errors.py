"""Errors of invalid JSON in the words of Go, which are messages of nodes."""

from __future__ import annotations

import re

_VALUE = "looking for beginning of value"
_SPACES = " \t\r\n"
_WORDS = ("true", "false", "null")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')


class _InvalidError(Exception):
    """An invalid character at a position, and the context in which Go reports it; "" for its end."""

    def __init__(self, at: int, context: str) -> None:
        super().__init__(context)
        self.at, self.context = at, context


def explain_invalid_json(text: str) -> str:
    """Return the error of Go for a string that is not JSON; "" for valid JSON."""
    try:
        end = _skip(text, _read_value(text, _skip(text, 0)))
        if end < len(text):
            raise _InvalidError(end, "after top-level value")
    except _InvalidError as error:
        if error.at >= len(text):
            return "unexpected end of JSON input"
        return f"invalid character {_quote(text[error.at])} {error.context}"
    return ""


def _quote(character: str) -> str:
    if character == "'":
        return r"'\''"
    if character == '"':
        return "'\"'"
    if character in "\a\b\f\n\r\t\v\\":
        return "'" + character.encode("unicode_escape").decode().replace("\\x07", "\\a").replace("\\x08", "\\b") + "'"
    return f"'{character}'"


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at


def _read_value(text: str, at: int) -> int:
    """Return the end of a value, without recursion: `closers` are the open lists and mappings."""
    closers: list[str] = []
    while True:
        at = _read_start(text, at, closers)
        while closers:
            at = _skip(text, at)
            if text[at : at + 1] == ",":
                at = _read_key(text, _skip(text, at + 1)) if closers[-1] == "}" else at + 1
                break
            if text[at : at + 1] != closers[-1]:
                raise _InvalidError(at, "after object key:value pair" if closers[-1] == "}" else "after array element")
            closers.pop()
            at += 1
        else:
            return at


def _read_start(text: str, at: int, closers: list[str]) -> int:
    """Return the end of a scalar or of an empty collection, after the beginnings of the collections around it."""
    while True:
        at = _skip(text, at)
        opener = text[at : at + 1]
        if opener not in ("[", "{") or not opener:
            return _read_scalar(text, at)
        closer = "]" if opener == "[" else "}"
        inner = _skip(text, at + 1)
        if text[inner : inner + 1] == closer:
            return inner + 1
        closers.append(closer)
        at = _read_key(text, inner) if closer == "}" else inner


def _read_key(text: str, at: int) -> int:
    if text[at : at + 1] != '"':
        raise _InvalidError(at, "looking for beginning of object key string")
    at = _skip(text, _read_string(text, at))
    if text[at : at + 1] != ":":
        raise _InvalidError(at, "after object key")
    return at + 1


def _read_scalar(text: str, at: int) -> int:
    first = text[at : at + 1]
    if first == '"':
        return _read_string(text, at)
    if first and first in "-0123456789":
        return _read_number(text, at)
    word = next((word for word in _WORDS if first and word.startswith(first)), None)
    if word is None:
        raise _InvalidError(at, _VALUE)
    for number, expected in enumerate(word):
        if text[at + number : at + number + 1] != expected:
            raise _InvalidError(at + number, f"in literal {word} (expecting '{expected}')")
    return at + len(word)


def _read_number(text: str, at: int) -> int:
    found = _NUMBER.match(text, at)
    if found is None:
        raise _InvalidError(at + 1, "in numeric literal")
    end = found.end()
    if text[end : end + 1] == ".":
        raise _InvalidError(end + 1, "after decimal point in numeric literal")
    if text[end : end + 1] in ("e", "E"):
        raise _InvalidError(end + 1, "in exponent of numeric literal")
    return end


def _read_string(text: str, at: int) -> int:
    found = _STRING.match(text, at)
    if found is not None:
        return found.end()
    partial = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*').match(text, at)
    end = len(text) if partial is None else partial.end()
    raise _InvalidError(end + (text[end : end + 1] == "\\"), "in string literal")
