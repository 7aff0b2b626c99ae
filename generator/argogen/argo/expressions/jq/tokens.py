"""Split a jq filter into tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.argo.notation.error import NotationError, quote

KEYWORDS = frozenset(
    (
        "or", "and", "module", "import", "include", "def", "as", "label", "break", "null", "true", "false", "if",
        "then", "elif", "else", "end", "try", "catch", "reduce", "foreach",
    )
)  # fmt: skip
END = "end"
_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_SPACE = re.compile(r"(?:[ \t\r\n]|#(?:\\\r\n|\\.|[^\\\r\n])*\\?)*", re.DOTALL)
_TOKEN = re.compile(
    rf"""(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?!{_NAME})
    | (?P<index>\.{_NAME}) | (?P<variable>\${_NAME}(?:::{_NAME})?) | (?P<format>@[A-Za-z0-9_]+)
    | (?P<name>{_NAME}(?:::{_NAME})?)
    | (?P<mark>\.\.|\?//|\|=|//=|//|[-+*/%=!<>]=|[-+*/%<>=|,?.:;()\[\]{{}}"])""",
    re.VERBOSE,
)
_HINTS = {
    "'": "use double quotes",
    "&": "use 'and'",
    "`": "use double quotes",
    "!": "use '| not', or '!='",
    "$": "remove '$'",
}


class Token(NamedTuple):
    """A token: its kind, which is that of a group of the pattern, "keyword" or END, and its place."""

    kind: str
    text: str
    start: int
    end: int


def read_token(text: str, at: int) -> Token:
    """Return the token at a position, after spaces and comments. Raises NotationError for an unknown character."""
    space = _SPACE.match(text, at)
    start = space.end() if space is not None else at
    if start >= len(text):
        return Token(END, "", len(text), len(text))
    found = _TOKEN.match(text, start)
    if found is None:
        raise unexpected(Token("", text[start], start, start + 1))
    kind = "keyword" if found[0] in KEYWORDS else str(found.lastgroup)
    return Token(kind, found[0], start, found.end())


def unexpected(token: Token, hint: str = "") -> NotationError:
    """Return the error for a token."""
    if token.kind == END:
        return NotationError("the filter ends too early", hint, start=token.start, end=token.end)
    hint = hint or _HINTS.get(token.text, "")
    return NotationError(f"unexpected {quote(token.text)}", hint, start=token.start, end=token.end)
