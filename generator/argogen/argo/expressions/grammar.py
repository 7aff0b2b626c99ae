"""Load grammar files as parsers, and report syntax errors."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lark import Lark, Token, UnexpectedInput, UnexpectedToken

from argogen.argo.expressions.tree import MAX_DEPTH, ExpressionSyntaxError, report_depth
from argogen.caches import find_user_cache, open_private_directory

_DIRECTORY = Path(__file__).parent
# Characters: far more than in handwritten expressions, and few enough to be parsed quickly.
_MAX_LENGTH = 20_000
_OPENING, _CLOSING = ("(", "[", "{"), (")", "]", "}")
KEPT = 16_384
"""The number of trees that a parser caches: more than the expressions of a manifest, which several passes read."""

ErrorExplainer = Callable[[str, int, int], "ExpressionSyntaxError | None"]
"""Returns the error of an expression in which the parser stops between two offsets; None for a generic error."""


def load_grammar(name: str, builder: Any, **types: Callable[[Token], Token]) -> Lark:
    """Return the parser of a grammar file of this package; the methods of `builder` build the nodes of its rules.

    `types` are functions that determine the types of tokens of one name, which the pattern of the token does not.

    The tables of a parser take a tenth of a second to compute, so they are stored in the user's cache.
    """
    cache = find_user_cache()
    directory = None if cache is None else open_private_directory(cache / "grammars")
    return Lark(
        (_DIRECTORY / f"{name}.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer="basic",
        transformer=builder,
        lexer_callbacks=types,
        keep_all_tokens=True,
        maybe_placeholders=False,
        cache=False if directory is None else str(directory / name),
    )


def parse_with(parser: Lark, text: str, explain: ErrorExplainer) -> Any:
    """Return the result of a parser. Raises ExpressionSyntaxError."""
    if len(text) > _MAX_LENGTH:
        message = f"expression must be at most {_MAX_LENGTH} characters, got {len(text)}"
        raise ExpressionSyntaxError(message, 0, len(text), "shorten it")
    if sum(map(text.count, _OPENING)) > MAX_DEPTH:
        _check_depth(parser, text)
    try:
        return parser.parse(text)
    except UnexpectedInput as error:
        raise _explain_stop(error, text, explain) from None


def _check_depth(parser: Lark, text: str) -> None:
    """Raise ExpressionSyntaxError for brackets that are nested too deep, which later passes visit by recursion."""
    depth = 0
    with contextlib.suppress(UnexpectedInput, ExpressionSyntaxError):  # the parser reports those
        tokens = list(parser.lex(text))
        for token in tokens:
            depth += (token in _OPENING) - (token in _CLOSING)
            if depth > MAX_DEPTH:
                break
    if depth > MAX_DEPTH:
        raise report_depth(0, len(text))


def report_unexpected(text: str, start: int, end: int, hint: str = "", operator: str = "") -> ExpressionSyntaxError:
    """Return the generic error of an unexpected token or end."""
    message = f"unexpected '{text[start:end]}'" if start < end else "unexpected end of the expression"
    return ExpressionSyntaxError(message, start, end, hint, operator)


def _explain_stop(error: UnexpectedInput, text: str, explain: ErrorExplainer) -> ExpressionSyntaxError:
    start, end = _find(error, text)
    return explain(text, start, end) or report_unexpected(text, start, end)


def _find(error: UnexpectedInput, text: str) -> tuple[int, int]:
    """Return the start and end of the character or token at which a parser stops; they are equal at the end."""
    if not isinstance(error, UnexpectedToken):
        at: int = error.pos_in_stream or 0
        return at, min(at + 1, len(text))
    if error.token.type == "$END":
        return len(text.rstrip()), len(text.rstrip())
    return span(error.token)


def span(token: Token) -> tuple[int, int]:
    """Return the start and end of a token."""
    return token.start_pos or 0, token.end_pos or 0


def check_letters_of_name(token: Token) -> None:
    """Raise ExpressionSyntaxError for a character that Python accepts in a name and Go does not, such as `²`."""
    if not token.isascii():
        for offset, letter in enumerate(token):
            if letter not in "_$.\\" and not (unicodedata.category(letter)[0] == "L" or letter.isdecimal()):
                start = (token.start_pos or 0) + offset
                raise ExpressionSyntaxError(f"unexpected '{letter}'", start, start + 1)
