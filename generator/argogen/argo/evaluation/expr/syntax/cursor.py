"""The tokens of an expression, one of which is current, and the nodes made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from argogen.argo.evaluation.errors import COMPILE, EvaluationError
from argogen.argo.evaluation.expr.syntax.lexer import EOF, Token, read_tokens
from argogen.argo.evaluation.expr.syntax.nodes import Node

_MAXIMUM_NODES = 10_000


class Cursor:
    """Goes through the tokens."""

    def __init__(self, source: str, is_overridden: Callable[[str], bool]) -> None:
        self._source, self._is_overridden = source, is_overridden
        self._tokens = read_tokens(source)
        self._stashed: Token | None = None
        self._predicate_depth = 0
        self._count = 0
        self._current = Token(0, EOF, "")

    def _next(self) -> Token:
        """Advance; return the token that was current."""
        passed = self._current
        if self._stashed is not None:
            self._current, self._stashed = self._stashed, None
        else:
            following = next(self._tokens, None)
            if following is None:
                self._fail("unexpected end of expression")
            self._current = following
        return passed

    def _at(self, kind: str, value: str | None = None) -> bool:
        return self._current.is_a(kind, value)

    def _expect(self, kind: str, value: str | None = None) -> Token:
        if not self._at(kind, value):
            self._unexpected()
        return self._next()

    def _unexpected(self) -> NoReturn:
        self._fail(f"unexpected token {self._current.describe()}")

    def _fail(self, message: str, token: Token | None = None) -> NoReturn:
        raise EvaluationError(message, COMPILE, (token or self._current).start, self._source)

    def _new(self, node: Node, start: int) -> Node:
        self._count += 1
        if self._count > _MAXIMUM_NODES:
            self._fail("compilation failed: expression exceeds maximum allowed nodes")
        node.start = start
        return node
