"""Split a `when` into tokens, as parsing.go of govaluate does."""

from __future__ import annotations

import re
from collections.abc import Callable

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.clock.layouts import RFC3339, RFC3339_NANO
from argogen.argo.evaluation.golang.clock.parsing import parse_time
from argogen.argo.evaluation.golang.clock.times import Time
from argogen.argo.evaluation.golang.encoding.numbers import parse_float
from argogen.argo.evaluation.golang.text import SPACES, upper_character
from argogen.argo.evaluation.govaluate.tokens import (
    ACCESSOR,
    BOOLEAN,
    CLAUSE,
    CLAUSE_CLOSE,
    COMPARATOR,
    COMPARATORS,
    LOGICAL,
    LOGICALS,
    MODIFIER,
    MODIFIERS,
    NUMERIC,
    PREFIX,
    PREFIXES,
    SEPARATOR,
    STRING,
    TERNARIES,
    TERNARY,
    TIME,
    UNKNOWN,
    VARIABLE,
    Token,
    may_follow,
)

_LAYOUTS = (
    "Mon Jan _2 15:04:05 2006",
    "Mon Jan _2 15:04:05 MST 2006",
    "Mon Jan 02 15:04:05 -0700 2006",
    "3:04PM",
    RFC3339,
    RFC3339_NANO,
    "2006-01-02",
    "2006-01-02 15:04",
    "2006-01-02 15:04:05",
    "2006-01-02 15:04:05-07:00",
    "2006-01-02T15Z0700",
    "2006-01-02T15:04Z0700",
    "2006-01-02T15:04:05Z0700",
    "2006-01-02T15:04:05.999999999Z0700",
)
# How a string in one of these layouts begins, since few strings are times.
_TIME_START = re.compile(r"\d{4}-\d\d-\d\d|\d\d?:\d\d[AP]M|(?i:sun|mon|tue|wed|thu|fri|sat)", re.ASCII)
_LARGEST = (1 << 64) - 1
_Test = Callable[[str], bool]


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of an expression. Raises GoPanicError."""
    lexer = _Lexer(text)
    tokens: list[Token] = []
    while True:
        token = lexer.next(tokens[-1].kind if tokens else UNKNOWN)
        if token is None:
            return tokens
        tokens.append(token)


def _is_numeric(character: str) -> bool:
    return character.isdecimal() or character == "."


def _is_hexadecimal(character: str) -> bool:
    return character.isdecimal() or character.lower() in "abcdef"


def _is_name(character: str) -> bool:
    return character.isalpha() or character.isdecimal() or character in "_."


def _is_symbol(character: str) -> bool:
    return not (character.isdecimal() or character.isalpha() or character in "()[]'\"")


def _is_not_quote(character: str) -> bool:
    return character not in "'\""


class _Lexer:
    """Reads one token after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def next(self, previous: str) -> Token | None:
        """Return the next token; None at the end."""
        while self._at < len(self._text) and self._text[self._at] in SPACES:
            self._at += 1
        if self._at >= len(self._text):
            return None
        character = self._text[self._at]
        if _is_numeric(character):
            return self._read_number()
        if character in _PUNCTUATION:
            self._at += 1
            return _PUNCTUATION[character]
        if character == "[":
            return self._read_bracketed()
        if character.isalpha():
            return _classify_word(self._read(_is_name))
        if not _is_not_quote(character):
            return self._read_string()
        return _classify_symbol(self._read(_is_symbol), previous)

    def _read(
        self, test: _Test, *, keeps_spaces: bool = False, stops_at_space: bool = True, must_end: bool = False
    ) -> str | None:
        """Return characters up to the first one that fails a test; a backslash lets any character pass.

        None if `must_end` and the input ends first.
        """
        parts: list[str] = []
        while self._at < len(self._text):
            character = self._text[self._at]
            self._at += 1
            if character == "\\":
                parts.append(self._escaped())
                continue
            if character in SPACES:
                if stops_at_space and parts:
                    return "".join(parts)
                if not keeps_spaces:
                    continue
            if not test(character):
                self._at -= 1
                return "".join(parts)
            parts.append(character)
        return None if must_end else "".join(parts)

    def _escaped(self) -> str:
        if self._at >= len(self._text):
            raise GoPanicError(f"runtime error: index out of range [{self._at}] with length {self._at}")
        self._at += 1
        return self._text[self._at - 1]

    def _read_number(self) -> Token:
        if self._text.startswith("0x", self._at) and self._at + 2 < len(self._text):
            self._at += 2
            return Token(NUMERIC, _parse_hexadecimal(self._read(_is_hexadecimal) or ""))
        written = self._read(_is_numeric) or ""
        try:
            return Token(NUMERIC, parse_float(written))
        except ValueError:
            raise GoPanicError(f"Unable to parse numeric value '{written}' to float64\n") from None

    def _read_bracketed(self) -> Token:
        self._at += 1
        name = self._read(lambda character: character != "]", keeps_spaces=True, stops_at_space=False, must_end=True)
        if name is None:
            raise GoPanicError("Unclosed parameter bracket")
        self._at += 1
        return Token(VARIABLE, name)

    def _read_string(self) -> Token:
        self._at += 1
        written = self._read(_is_not_quote, keeps_spaces=True, stops_at_space=False, must_end=True)
        if written is None:
            raise GoPanicError("Unclosed string literal")
        self._at += 1
        time = _parse_any_time(written)
        return Token(STRING, written) if time is None else Token(TIME, time)


_PUNCTUATION = {",": Token(SEPARATOR, ","), "(": Token(CLAUSE, "("), ")": Token(CLAUSE_CLOSE, ")")}


def _parse_hexadecimal(written: str) -> float:
    try:
        number = int(written, 16)
    except ValueError:
        number = -1
    if not 0 <= number <= _LARGEST or not written.isascii():
        raise GoPanicError(f"Unable to parse hex value '{written}' to uint64\n")
    return float(number)


def _parse_any_time(text: str) -> Time | None:
    if not _TIME_START.match(text):
        return None
    for layout in _LAYOUTS:
        try:
            return parse_time(layout, text)
        except GoPanicError:
            continue
    return None


def _classify_word(word: str | None) -> Token:
    word = word or ""
    if word.find(".") > 0:
        return _read_accessor(word)
    if word in ("true", "false"):
        return Token(BOOLEAN, word == "true")
    return Token(COMPARATOR, "in") if word in ("in", "IN") else Token(VARIABLE, word)


def _read_accessor(word: str) -> Token:
    if word.endswith("."):
        raise GoPanicError(f"Hanging accessor on token '{word}'")
    first, *fields = word.split(".")
    for field in fields:
        if field[:1] != "".join(map(upper_character, field[:1])):
            raise GoPanicError(f"Unable to access unexported field '{field}' in token '{word}'")
    return Token(ACCESSOR, [first, *fields])


def _classify_symbol(symbol: str | None, previous: str) -> Token:
    symbol = symbol or ""
    if may_follow(previous, PREFIX) and symbol in PREFIXES:
        return Token(PREFIX, symbol)
    for kind, symbols in (
        (MODIFIER, MODIFIERS), (LOGICAL, LOGICALS), (COMPARATOR, COMPARATORS), (TERNARY, TERNARIES),
    ):  # fmt: skip
        if symbol in symbols:
            return Token(kind, symbol)
    raise GoPanicError(f"Invalid token: '{symbol}'")
