"""The grammar files of this room as parsers, and what is said where a parser stops."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lark import Lark, Token, UnexpectedInput, UnexpectedToken

from argogen.argo.expressions.tree import BadExpression
from argogen.caches import find_user_cache, open_private_folder

_FOLDER = Path(__file__).parent
# Far more than anybody writes by hand; what is longer would only keep people waiting.
_LONGEST = 20_000

Explain = Callable[[str, int, int], "BadExpression | None"]
"""What is wrong with a text where its parser stops, from one offset to another; None to say only that it stops."""


def load_grammar(name: str, builder: Any, **types: Callable[[Token], Token]) -> Lark:
    """The parser of a grammar file of this room; the methods of `builder` turn its rules into nodes.

    `types` are for tokens that their text alone does not tell apart: each gives the tokens of one name their types.

    To make its tables takes a tenth of a second, so they are kept in the user's cache.
    """
    cache = find_user_cache()
    folder = None if cache is None else open_private_folder(cache / "grammars")
    return Lark(
        (_FOLDER / f"{name}.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer="basic",
        transformer=builder,
        lexer_callbacks=types,
        keep_all_tokens=True,
        maybe_placeholders=False,
        cache=False if folder is None else str(folder / name),
    )


def parse_with(parser: Lark, text: str, explain: Explain) -> Any:
    """What a parser makes of a text. Raises BadExpression."""
    if len(text) > _LONGEST:
        message = f"the expression has {len(text)} characters, and at most {_LONGEST} are looked at"
        raise BadExpression(message, 0, len(text), "make it shorter")
    try:
        return parser.parse(text)
    except UnexpectedInput as error:
        raise _stopped(error, text, explain) from None
    except RecursionError:
        raise BadExpression("the expression is nested too deeply", 0, len(text), "make it simpler") from None


def cannot_stand(text: str, start: int, end: int, hint: str = "") -> BadExpression:
    """What is said where nothing better can be."""
    message = f"'{text[start:end]}' cannot stand here" if start < end else "the expression ends too early"
    return BadExpression(message, start, end, hint)


def _stopped(error: UnexpectedInput, text: str, explain: Explain) -> BadExpression:
    start, end = _find(error, text)
    return explain(text, start, end) or cannot_stand(text, start, end)


def _find(error: UnexpectedInput, text: str) -> tuple[int, int]:
    """Where a parser stops: at a character, a token, or the end."""
    if not isinstance(error, UnexpectedToken):
        at: int = error.pos_in_stream or 0
        return at, min(at + 1, len(text))
    if error.token.type == "$END":
        return len(text.rstrip()), len(text.rstrip())
    return span(error.token)


def span(token: Token) -> tuple[int, int]:
    """Where a token starts and ends."""
    return token.start_pos or 0, token.end_pos or 0


def check_letters(token: Token) -> None:
    """Raise BadExpression for what Python takes for a letter of a name and Go does not: `²` and its like."""
    if not token.isascii():
        for offset, letter in enumerate(token):
            if letter not in "_$.\\" and not (unicodedata.category(letter)[0] == "L" or letter.isdecimal()):
                start = (token.start_pos or 0) + offset
                raise BadExpression(f"'{letter}' cannot stand here", start, start + 1)
