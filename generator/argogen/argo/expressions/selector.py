"""The conditions of a `resource`: label selectors of Kubernetes, which Argo applies to the fields of the object.

A key is a path of gjson's, but has to be the key of a label as well (k8s.io/apimachinery/pkg/labels/selector.go;
workflow/executor/resource.go).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from lark import Lark, Token

from argogen.argo.expressions.grammar import load_grammar, parse_with, span, unexpected_text
from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_label_key, check_label_value

_INTEGER = re.compile(r"[0-9]{1,63}", re.ASCII)
_LARGEST = 2**63 - 1
_CORRECTIONS = {
    "&": ",",
    "&&": ",",
    "and": ",",
    "||": "failureCondition or another condition",
    "or": "another condition",
}


def check_selector(text: str) -> None:
    """Raise ExpressionSyntaxError for an invalid selector; any value with a tag in it is accepted."""
    parse_with(_parser(), mask_tags(text), _explain)


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
            hint = f"what stands behind '{parts[1]}' is counted with"
            raise ExpressionSyntaxError(f"'{parts[2]}' is no whole number", *span(parts[2]), hint)

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
    except NotationError as fault:
        raise ExpressionSyntaxError(fault.message, *span(word), fault.hint) from None


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    word = text[start:end]
    if start >= len(text.rstrip()):
        return None
    correction = _CORRECTIONS.get(word)
    hint = f"write {correction}" if correction else "write it as status.phase == Done, status.succeeded > 0"
    return unexpected_text(text, start, end, hint)
