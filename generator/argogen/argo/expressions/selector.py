"""The conditions of a `resource`: label selectors of Kubernetes, which Argo applies to the fields of the object.

A key is a gjson path, which must be a valid label key, too (k8s.io/apimachinery/pkg/labels/selector.go;
workflow/executor/resource.go).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from lark import Lark, Token

from argogen.argo.expressions.grammar import KEPT, load_grammar, parse_with, report_unexpected, span
from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_label_key, check_label_value

_INTEGER = re.compile(r"[0-9]{1,63}", re.ASCII)
_LARGEST = 2**63 - 1
_HINTS = {
    **dict.fromkeys(("&", "&&", "and"), "use ','"),
    **dict.fromkeys(("||", "or"), "alternatives are not supported: use a separate condition"),
}


def check_selector(text: str) -> None:
    """Raise ExpressionSyntaxError for an invalid selector; all values with template tags are accepted."""
    _check(mask_tags(text))


@functools.lru_cache(maxsize=KEPT)
def _check(text: str) -> None:
    parse_with(_parser(), text, _explain)


@functools.cache
def _parser() -> Lark:
    return load_grammar("selector", _SelectorChecker())


class _SelectorChecker:
    """Checks the words of each requirement."""

    def present(self, parts: list[Any]) -> None:
        _check_word(parts[-1], check_label_key)

    absent = present

    def exact(self, parts: list[Any]) -> None:
        _check_word(parts[0], check_label_key)
        for value in parts[2:]:
            _check_word(value, check_label_value)

    def ordered(self, parts: list[Any]) -> None:
        _check_word(parts[0], check_label_key)
        if MASK not in parts[2] and not (_INTEGER.fullmatch(parts[2]) and int(parts[2]) <= _LARGEST):
            message = f"'{parts[1]}' requires an integer, got '{parts[2]}'"
            raise ExpressionSyntaxError(message, *span(parts[2]), "use '==' to compare strings")

    def among(self, parts: list[Any]) -> None:
        _check_word(parts[0], check_label_key)

    def list(self, parts: list[Any]) -> None:
        for value in parts:
            if value != ",":
                _check_word(value, check_label_value)


def _check_word(word: Token, check_notation: Callable[[str], None]) -> None:
    try:
        if MASK not in word:
            check_notation(word)
    except NotationError as error:
        raise ExpressionSyntaxError(error.message, *span(word), error.hint) from None


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    word = text[start:end]
    if start >= len(text.rstrip()):
        return None
    hint = _HINTS.get(word, "use the form 'status.phase == Done, status.succeeded > 0'")
    return report_unexpected(text, start, end, hint)
