"""Parse calls and members."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from argogen.argo.evaluation.expr.signatures import NAMES
from argogen.argo.evaluation.expr.syntax.cursor import Cursor
from argogen.argo.evaluation.expr.syntax.lexer import BRACKET, IDENTIFIER, OPERATOR, Token, is_name
from argogen.argo.evaluation.expr.syntax.nodes import (
    Builtin,
    Call,
    Chain,
    Constant,
    Identifier,
    Member,
    Node,
    Predicate,
    Slice,
)
from argogen.argo.evaluation.trampoline import Task

# The arguments: `p` is a predicate, `e` an expression; upper case is optional.
PREDICATES: Mapping[str, str] = {
    **dict.fromkeys(("all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast"), "ep"),
    **dict.fromkeys(("findLastIndex", "groupBy"), "ep"),
    **dict.fromkeys(("count", "sum"), "eP"),
    **dict.fromkeys(("sortBy", "reduce"), "epE"),
}


class MemberParser(Cursor):
    """The part of the parser that knows about calls and members."""

    @abstractmethod
    def _sequence(self) -> Task[Node]:
        """Parse expressions with semicolons between them."""

    @abstractmethod
    def _expression(self, precedence: int) -> Task[Node]:
        """Parse operators that bind at least as strongly."""

    @abstractmethod
    def _list(self, end: str, items: list[Node]) -> Task[list[Node]]:
        """Parse expressions with commas between them."""

    def _call(self, token: Token, arguments: list[Node], *, can_override: bool) -> Task[Node]:
        is_overridden = can_override and self._is_overridden(token.value)
        if token.value in PREDICATES and not is_overridden:
            with_predicate: Node = yield self._predicate_call(token, arguments)
            return with_predicate
        if token.value in NAMES and not is_overridden:
            parsed: list[Node] = yield self._arguments(arguments)
            return self._new(Builtin(token.value, parsed), token.start)
        callee = self._new(Identifier(token.value), token.start)
        parsed = yield self._arguments(arguments)
        return self._new(Call(callee, parsed), token.start)

    def _arguments(self, arguments: list[Node]) -> Task[list[Node]]:
        self._expect(BRACKET, "(")
        parsed: list[Node] = yield self._list(")", arguments)
        return parsed

    def _predicate_call(self, token: Token, arguments: list[Node]) -> Task[Node]:
        self._expect(BRACKET, "(")
        wanted = PREDICATES[token.value][len(arguments) :]
        for index, kind in enumerate(wanted):
            if self._at(BRACKET, ")"):
                if kind.isupper():
                    break
                self._fail(f"expected at least {len(wanted)} arguments")
            if index:
                self._expect(OPERATOR, ",")
            parse_one = self._predicate() if kind in "pP" else self._expression(0)
            arguments += [(yield parse_one)]
        if self._at(OPERATOR, ","):
            self._next()
        self._expect(BRACKET, ")")
        return self._new(Builtin(token.value, arguments), token.start)

    def _predicate(self) -> Task[Node]:
        start, has_brackets = self._current.start, self._at(BRACKET, "{")
        if has_brackets:
            self._next()
        self._predicate_depth += 1
        node: Node = yield (self._sequence() if has_brackets else self._expression(0))
        if not has_brackets and self._at(OPERATOR, ";"):
            self._fail("wrap predicate with brackets { and }")
        self._predicate_depth -= 1
        if has_brackets:
            self._expect(BRACKET, "}")
        return self._new(Predicate(node), start)

    def _postfix(self, node: Node) -> Task[Node]:
        while self._current.kind in (OPERATOR, BRACKET) and self._current.value in (".", "?.", "["):
            token = self._current
            self._next()
            is_optional = token.value == "?."
            if is_optional and self._at(BRACKET, "["):
                token = self._next()
            if token.value == "[":
                node = yield self._index(node, token.start, is_optional=is_optional)
            else:
                node = yield self._member(node, is_optional=is_optional)
        return node

    def _member(self, node: Node, *, is_optional: bool) -> Task[Node]:
        token = self._next()
        if token.kind != IDENTIFIER and not (token.kind == OPERATOR and is_name(token.value)):
            self._fail("expected name")
        is_chain = isinstance(node, Chain)
        inner = node.inner if isinstance(node, Chain) else node
        key = self._new(Constant(token.value), token.start)
        member = Member(inner, key, is_optional)
        result = self._new(member, token.start)
        if self._at(BRACKET, "("):
            member.is_method = True
            arguments: list[Node] = yield self._arguments([])
            result = self._new(Call(member, arguments), token.start)
        return self._new(Chain(result), token.start) if is_chain or is_optional else result

    def _index(self, node: Node, start: int, *, is_optional: bool) -> Task[Node]:
        low: Node | None = None
        if not self._at(OPERATOR, ":"):
            low = yield self._expression(0)
        if self._at(OPERATOR, ":"):
            self._next()
            high: Node | None = None
            if not self._at(BRACKET, "]"):
                high = yield self._expression(0)
            result = self._new(Slice(node, low, high), start)
        else:
            assert low is not None
            result = self._new(Member(node, low, is_optional), start)
            result = self._new(Chain(result), start) if is_optional else result
        self._expect(BRACKET, "]")
        return result
