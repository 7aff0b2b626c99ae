"""Split an expression into tokens, as parser/lexer of expr-lang does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.evaluation.errors import COMPILE, EvaluationError
from argogen.argo.evaluation.golang import text
from argogen.argo.evaluation.golang.encoding.quoting import quote

IDENTIFIER, NUMBER, STRING, OPERATOR, BRACKET, EOF = (
    "Identifier", "Number", "String", "Operator", "Bracket", "EOF",
)  # fmt: skip
_WORD_OPERATORS = frozenset(
    {"not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"}
)
_NUMBER = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F_]*(?:\.(?!\.)[0-9a-fA-F_]*)?)"
    r"|0[oO][0-7_]*(?:\.(?!\.)[0-7_]*)?(?:[eE][+-]?[0-7_]*)?"
    r"|0[bB][01_]*(?:\.(?!\.)[01_]*)?(?:[eE][+-]?[01_]*)?"
    r"|[0-9_]*(?:\.(?!\.)[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)"
)
_NUMBER_START = re.compile(r"\.?[0-9]")
_SYMBOL = re.compile(r"\|\|?|::?|[(\[{)\]}]|[,;%+\-^]|[&!=*<>][&=*]?|\.\.?|\?[.?]?|##?|/")
_ESCAPE = re.compile(
    r"\\(?:(?P<simple>[abfnrtv\\'\"])|(?P<octal>[0-7]{3})|x(?P<byte>[\da-fA-F]{2})|u\{(?P<code>[\da-fA-F]{1,6})\}"
    r"|u(?P<short>[\da-fA-F]{4})|U(?P<long>[\da-fA-F]{8}))"
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LARGEST_CHARACTER = 0x10FFFF
_LARGEST_OCTAL = 0o377


class Token(NamedTuple):
    """A token, and the offset of its first character."""

    start: int
    kind: str
    value: str

    def is_a(self, kind: str, value: str | None = None) -> bool:
        """Return whether the token has a kind and, if given, a value."""
        return self.kind == kind and (value is None or self.value == value)

    def describe(self) -> str:
        """Return the token as messages write it."""
        return f"{self.kind}({quote(self.value)})" if self.value else self.kind


def is_letter(character: str) -> bool:
    """Return whether a name may begin with a character."""
    return character in "_$" or character.isalpha()


def is_name_character(character: str) -> bool:
    """Return whether a name may contain a character."""
    return is_letter(character) or character.isdecimal()


def is_name(word: str) -> bool:
    """Return whether a word is a name."""
    return bool(word) and is_letter(word[0]) and all(map(is_name_character, word))


def read_tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of an expression. Raises EvaluationError."""
    return _Lexer(source).tokens()


class _Lexer:
    """Reads one token after the other."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def tokens(self) -> Iterator[Token]:
        while self._skip():
            start, character = self._at, self._source[self._at]
            yield self._read(start, character)
            if self._source[start] == "#":
                yield from self._read_pointer_name()
        end = len(self._source)
        yield Token(max(0, end - 1), EOF, "")

    def _skip(self) -> bool:
        """Skip white space and comments; return whether something follows."""
        source = self._source
        while self._at < len(source):
            if source[self._at] in text.SPACES:
                self._at += 1
            elif source.startswith("//", self._at):
                end = source.find("\n", self._at)
                self._at = len(source) if end < 0 else end + 1
            elif source.startswith("/*", self._at):
                self._skip_comment()
            else:
                return True
        return False

    def _skip_comment(self) -> None:
        end = self._source.find("*/", self._at + 2)
        if end < 0:
            raise self._error("unclosed comment", len(self._source))
        self._at = end + 2

    def _read(self, start: int, character: str) -> Token:
        if character in "'\"":
            return Token(start, STRING, self._read_string(character))
        if character == "`":
            return Token(start, STRING, self._read_raw_string())
        if _NUMBER_START.match(self._source, start):
            return self._read_number(start)
        symbol = _SYMBOL.match(self._source, start)
        if symbol is not None:
            self._at = symbol.end()
            return Token(start, BRACKET if symbol[0] in "([{)]}" else OPERATOR, symbol[0])
        if is_name_character(character):
            word = self._read_word()
            return Token(start, OPERATOR if word in _WORD_OPERATORS else IDENTIFIER, word)
        raise self._error(f"unrecognized character: U+{ord(character):04X} '{character}'", start)

    def _read_word(self) -> str:
        start, source = self._at, self._source
        while self._at < len(source) and is_name_character(source[self._at]):
            self._at += 1
        return source[start : self._at]

    def _read_pointer_name(self) -> Iterator[Token]:
        start = self._at
        word = self._read_word()
        if word:
            yield Token(start, IDENTIFIER, word)

    def _read_number(self, start: int) -> Token:
        after_point = start + self._source.startswith(".", start)
        found = _NUMBER.match(self._source, after_point)
        assert found is not None
        self._at = end = found.end()
        if end < len(self._source) and is_name_character(self._source[end]):
            raise self._error(f"bad number syntax: {quote(self._source[start : end + 1])}", end)
        return Token(start, NUMBER, self._source[start:end])

    def _read_string(self, mark: str) -> str:
        source, at = self._source, self._at + 1
        parts: list[str] = []
        while at < len(source) and source[at] not in (mark, "\n"):
            if source[at] != "\\":
                parts.append(source[at])
                at += 1
                continue
            escape = _ESCAPE.match(source, at)
            if escape is None or escape["simple"] in ({"'", '"'} - {mark}):
                raise self._error("invalid char escape", self._find_fault(at))
            parts.append(self._unescape(escape))
            at = escape.end()
        if at >= len(source) or source[at] == "\n":
            raise self._error("literal not terminated", at)
        self._at = at + 1
        return "".join(parts).replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else "".join(parts)

    def _find_fault(self, at: int) -> int:
        """Return the offset of the character at which an escape is invalid."""
        source, following = self._source, self._source[at + 1 : at + 2]
        widths = {"x": (2, 2), "u": (4, 2), "U": (8, 2)}
        if source.startswith("u{", at + 1):
            digits = re.compile(r"[\da-fA-F]{0,6}").match(source, at + 3)
            assert digits is not None
            return digits.end() - 1
        width, first = widths.get(following, (3, 1))
        if following not in widths and following not in tuple("01234567"):
            return at + 1
        allowed = "01234567" if first == 1 else "0123456789abcdefABCDEF"
        end = at + first
        while end < at + first + width and source[end : end + 1] and source[end] in allowed:
            end += 1
        return end

    def _unescape(self, escape: re.Match[str]) -> str:
        if escape["simple"]:
            return _SIMPLE.get(escape["simple"], escape["simple"])
        if escape["octal"]:
            code = int(escape["octal"], 8)
            limit = _LARGEST_OCTAL
        else:
            code = int(escape["byte"] or escape["code"] or escape["short"] or escape["long"], 16)
            limit = _LARGEST_CHARACTER
        if code > limit:
            raise self._error("unable to unescape string", self._end_of_string(escape))
        return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)

    def _end_of_string(self, escape: re.Match[str]) -> int:
        end = self._source.find(self._source[self._at], escape.end())
        return len(self._source) if end < 0 else end

    def _read_raw_string(self) -> str:
        at = self._at + 1
        while True:
            end = self._source.find("`", at)
            if end < 0:
                raise self._error("literal not terminated", len(self._source))
            if not self._source.startswith("``", end):
                break
            at = end + 2
        raw = self._source[self._at + 1 : end]
        self._at = end + 1
        return raw.replace("``", "`")

    def _error(self, message: str, start: int) -> EvaluationError:
        return EvaluationError(message, COMPILE, start, self._source)
