"""Names in other styles: snake_case, kebab-case, PascalCase, and the case of letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from argogen.argo.evaluation.golang.text import SPACES, lower_character, title_character, upper_character
from argogen.argo.evaluation.golang.values import encode, replace_invalid_bytes

_INVALID, _NUMBER, _UPPER, _ALPHABET, _CONNECTOR, _PUNCTUATION, _OTHER = range(7)
_Word = tuple[int, str]
_NOTHING: _Word = (_INVALID, "")


def _is_connector(character: str) -> bool:
    return character in "-_" or character in SPACES


def _is_upper(character: str) -> bool:
    return unicodedata.category(character) == "Lu"


def _is_number(character: str) -> bool:
    return unicodedata.category(character)[0] == "N"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"


def _is_lower_letter(character: str) -> bool:
    return character.isalpha() and not _is_upper(character)


def snake_case(text: str) -> str:
    """Return a name in snake_case."""
    return _Splitter(text, "_").convert()


def kebab_case(text: str) -> str:
    """Return a name in kebab-case."""
    return _Splitter(text, "-").convert()


class _Splitter:
    """Writes the words of a name in lower case, with a connector between them."""

    def __init__(self, text: str, connector: str) -> None:
        self._rest, self._connector = replace_invalid_bytes(text), connector
        self._parts: list[str] = []

    def convert(self) -> str:
        if not self._rest:
            return ""
        kind, word = self._next()
        while self._rest:
            if kind != _CONNECTOR:
                self._write(kind, word)
            previous, last = kind, word
            kind, word = self._continue(previous, last)
        self._write(kind, word)
        return "".join(self._parts)

    def _continue(self, previous: int, last: str) -> _Word:
        """Write what follows a word up to the next one, and return that."""
        following = self._next()
        if previous == _NUMBER:
            return self._pass_words(following)
        if previous == _CONNECTOR:
            self._write(previous, last)
        elif previous != _PUNCTUATION:
            return self._continue_word(following)
        return following

    def _continue_word(self, following: _Word) -> _Word:
        if following[0] != _NUMBER:
            if following[0] not in (_CONNECTOR, _PUNCTUATION):
                self._parts.append(self._connector)
            return following
        if not self._rest:
            return following
        number = following[1]
        following = self._next()
        if following[0] != _ALPHABET:
            self._write(_NUMBER, number)
            if following[0] not in (_CONNECTOR, _PUNCTUATION):
                self._parts.append(self._connector)
            return following
        self._parts.append(self._connector)
        self._write(_NUMBER, number)
        return self._pass_words(following)

    def _pass_words(self, following: _Word) -> _Word:
        """Write lower-case words and numbers without a connector."""
        while following[0] in (_ALPHABET, _NUMBER):
            self._write(*following)
            following = self._next()
        if following[0] not in (_INVALID, _PUNCTUATION, _CONNECTOR):
            self._parts.append(self._connector)
        return following

    def _write(self, kind: int, word: str) -> None:
        if kind not in (_UPPER, _CONNECTOR):
            self._parts.append(word)
            return
        for character in word:
            if _is_connector(character):
                self._parts.append(self._connector)
            else:
                self._parts.append(lower_character(character) if _is_upper(character) else character)

    def _next(self) -> _Word:
        text = self._rest
        if not text:
            return _NOTHING
        kind, length = _measure(text)
        self._rest = text[length:]
        return kind, text[:length]


def _measure(text: str) -> tuple[int, int]:
    """Return the kind of the first word and its length."""
    first = text[0]
    if _is_connector(first):
        return _CONNECTOR, _run(text, 1, _is_connector)
    if _is_punctuation(first):
        return _PUNCTUATION, _run(text, 1, _is_punctuation)
    if _is_upper(first):
        return _UPPER, _measure_upper(text)
    if first.isalpha():
        return _ALPHABET, _run(text, 1, _is_lower_letter)
    if _is_number(first):
        return _NUMBER, _run(text, 1, _is_number)
    return _OTHER, _run(text, 1, _is_other)


def _is_other(character: str) -> bool:
    tests = (_is_connector, str.isalpha, _is_number, _is_punctuation)
    return not any(test(character) for test in tests)


def _measure_upper(text: str) -> int:
    if len(text) < 2:
        return 1
    if not _is_upper(text[1]):
        return _run(text, 1, _is_lower_letter)
    end = _run(text, 1, _is_upper)
    return end - 1 if end < len(text) and text[end].isalpha() else end


def _run(text: str, start: int, test: Callable[[str], bool]) -> int:
    while start < len(text) and test(text[start]):
        start += 1
    return start


def pascal_case(text: str) -> str:
    """Return a name in PascalCase; connectors at its start are kept."""
    characters = replace_invalid_bytes(text)
    begin = _run(characters, 0, _is_connector)
    if begin == len(characters):
        return characters[: max(0, begin - 1)] + characters[-1:] * 2 if characters else ""
    parts = [characters[:begin]]
    current = upper_character(characters[begin])
    follows_upper = _is_upper(characters[begin])
    rest = characters[begin + 1 :]
    for character in rest:
        previous, current = current, character
        if _is_connector(current) and _is_connector(previous):
            parts.append(previous)
        elif _is_connector(previous):
            follows_upper = _is_upper(current)
            current = upper_character(current)
        else:
            if follows_upper and _is_upper(current):
                current = lower_character(current)
            else:
                follows_upper = False
            parts.append(previous)
    return "".join((*parts, current))


def title(text: str) -> str:
    """Return a string with the first letter of each word in title case."""
    written: list[str] = []
    previous = " "
    for character in text:
        written.append(title_character(character) if _is_separator(previous) else character)
        previous = character
    return "".join(written)


def _is_separator(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and character != "_"
    return not character.isalpha() and not character.isdecimal() and character in SPACES


def untitle(text: str) -> str:
    """Return a string with the first letter of each word in lower case."""
    written: list[str] = []
    at_start = True
    for character in replace_invalid_bytes(text):
        if character in SPACES:
            at_start = True
        elif at_start:
            character, at_start = lower_character(character), False
        written.append(character)
    return "".join(written)


def swap_case(text: str) -> str:
    """Return a string with lower case for upper case and the other way round."""
    written: list[str] = []
    at_start = True
    for character in replace_invalid_bytes(text):
        category = unicodedata.category(character)
        if category in ("Lu", "Lt"):
            written.append(lower_character(character))
            at_start = False
        elif category == "Ll":
            written.append(title_character(character) if at_start else upper_character(character))
            at_start = False
        else:
            written.append(character)
            at_start = character in SPACES
    return "".join(written)


def initials(text: str) -> str:
    """Return the first byte of each word, as a character."""
    written: list[str] = []
    after_gap = True
    for character in encode(text).decode("latin-1"):
        is_gap = character in SPACES
        if after_gap and not is_gap:
            written.append(character)
        after_gap = is_gap
    return "".join(written)


def remove_spaces(text: str) -> str:
    """Return a string without white space; other bytes become characters if there was some."""
    characters = encode(text).decode("latin-1")
    kept = "".join(character for character in characters if character not in SPACES)
    return text if len(kept) == len(characters) else kept
