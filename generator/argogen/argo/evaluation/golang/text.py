"""Functions of the package strings of Go."""

from __future__ import annotations

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.values import encode

SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def to_upper(text: str) -> str:
    """Return a string with each character in upper case, without changing the number of characters."""
    return text.upper() if text.isascii() else "".join(map(upper_character, text))


def to_lower(text: str) -> str:
    """Return a string with each character in lower case, without changing the number of characters."""
    return text.lower() if text.isascii() else "".join(map(lower_character, text))


def upper_character(character: str) -> str:
    """Return the upper case of a character."""
    changed = character.upper()
    if len(changed) == 1:
        return changed
    titled = character.title()
    return titled if len(titled) == 1 else character


def lower_character(character: str) -> str:
    """Return the lower case of a character."""
    return character.lower()[:1] or character


def title_character(character: str) -> str:
    """Return the title case of a character."""
    titled = character.title()
    return titled if len(titled) == 1 else character


def split(text: str, separator: str, limit: int = -1) -> list[str] | None:
    """Return the parts of a string, at most `limit` of them unless it is negative; None for 0."""
    if limit == 0:
        return None
    if separator:
        return text.split(separator, limit - 1 if limit > 0 else -1)
    if limit < 0 or limit > len(text):
        return list(text)
    return [*text[: limit - 1], text[limit - 1 :]]


def split_after(text: str, separator: str, limit: int = -1) -> list[str] | None:
    """Return the parts of a string, each but the last one with the separator."""
    parts = split(text, separator, limit)
    return parts and [*(part + separator for part in parts[:-1]), parts[-1]]


def replace(text: str, old: str, new: str, limit: int = -1) -> str:
    """Return a string with the first occurrences of a part replaced, all of them if the limit is negative."""
    return text.replace(old, new, max(-1, limit))


def find(text: str, part: str) -> int:
    """Return the offset in bytes of the first occurrence of a part; -1 without one."""
    at = text.find(part)
    return at if at < 0 else len(encode(text[:at]))


def find_last(text: str, part: str) -> int:
    """Return the offset in bytes of the last occurrence of a part; -1 without one."""
    at = text.rfind(part)
    return at if at < 0 else len(encode(text[:at]))


def repeat(text: str, count: int, maximum: int) -> str:
    """Return a string several times. Raises GoPanicError."""
    if count < 0:
        raise GoPanicError("strings: negative Repeat count")
    if len(text) * count > maximum:
        raise GoPanicError("the result is too long")
    return text * count


def trim(text: str, characters: str) -> str:
    """Return a string without these characters at its ends."""
    return text.strip(characters) if characters else text


def fields(text: str) -> list[str]:
    """Return the words of a string."""
    words: list[str] = []
    word: list[str] = []
    for character in text:
        if character not in SPACES:
            word.append(character)
        elif word:
            words.append("".join(word))
            word = []
    return [*words, "".join(word)] if word else words
