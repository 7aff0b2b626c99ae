"""Load grammar files as parsers, and explain where a parser stops."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lark import Lark, Token, UnexpectedInput, UnexpectedToken

from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.caches import find_user_cache, open_private_folder

_FOLDER = Path(__file__).parent
# Far longer than expressions that are written by hand, and short enough to be parsed quickly.
_MAX_LENGTH = 20_000

ErrorExplainer = Callable[[str, int, int], "ExpressionSyntaxError | None"]
"""What is wrong with a text where its parser stops, from one offset to another; None to say only that it stops."""


def load_grammar(name: str, builder: Any, **types: Callable[[Token], Token]) -> Lark:
    """Return the parser of a grammar file of this package; the methods of `builder` turn its rules into nodes.

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


def parse_with(parser: Lark, text: str, explain: ErrorExplainer) -> Any:
    """Return what a parser makes of a text. Raises ExpressionSyntaxError."""
    if len(text) > _MAX_LENGTH:
        message = f"the expression has {len(text)} characters, and at most {_MAX_LENGTH} are looked at"
        raise ExpressionSyntaxError(message, 0, len(text), "make it shorter")
    try:
        return parser.parse(text)
    except UnexpectedInput as error:
        raise _explain_stop(error, text, explain) from None
    except RecursionError:
        raise ExpressionSyntaxError("the expression is nested too deeply", 0, len(text), "make it simpler") from None


def unexpected_text(text: str, start: int, end: int, hint: str = "") -> ExpressionSyntaxError:
    """Return the error for text where no better explanation is known."""
    message = f"'{text[start:end]}' cannot stand here" if start < end else "the expression ends too early"
    return ExpressionSyntaxError(message, start, end, hint)


def _explain_stop(error: UnexpectedInput, text: str, explain: ErrorExplainer) -> ExpressionSyntaxError:
    start, end = _find(error, text)
    return explain(text, start, end) or unexpected_text(text, start, end)


def _find(error: UnexpectedInput, text: str) -> tuple[int, int]:
    """Return where a parser stops: at a character, a token, or the end."""
    if not isinstance(error, UnexpectedToken):
        at: int = error.pos_in_stream or 0
        return at, min(at + 1, len(text))
    if error.token.type == "$END":
        return len(text.rstrip()), len(text.rstrip())
    return span(error.token)


def span(token: Token) -> tuple[int, int]:
    """Return where a token starts and ends."""
    return token.start_pos or 0, token.end_pos or 0


def check_letters_of_name(token: Token) -> None:
    """Raise ExpressionSyntaxError for a letter that Python accepts in a name and Go does not, such as `²`."""
    if not token.isascii():
        for offset, letter in enumerate(token):
            if letter not in "_$.\\" and not (unicodedata.category(letter)[0] == "L" or letter.isdecimal()):
                start = (token.start_pos or 0) + offset
                raise ExpressionSyntaxError(f"'{letter}' cannot stand here", start, start + 1)
