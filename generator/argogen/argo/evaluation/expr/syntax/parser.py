"""Parse expressions, as parser/parser.go of expr-lang does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.expr.syntax.lexer import (
    BRACKET,
    EOF,
    IDENTIFIER,
    NUMBER,
    OPERATOR,
    STRING,
    Token,
)
from argogen.argo.evaluation.expr.syntax.literals import read_number
from argogen.argo.evaluation.expr.syntax.members import MemberParser
from argogen.argo.evaluation.expr.syntax.nodes import (
    Array,
    Binary,
    Conditional,
    Constant,
    Identifier,
    Let,
    Map,
    Node,
    Pair,
    Pointer,
    Sequence,
    Unary,
)
from argogen.argo.evaluation.trampoline import Task, run
from argogen.argo.expressions.expr.operators import BINARY, COMPARISONS, NEGATABLE, RIGHT_ASSOCIATIVE, UNARY

_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "nil": None}


def parse(source: str, is_overridden: Callable[[str], bool] = lambda _: False) -> Node:
    """Return the tree of an expression. Raises EvaluationError.

    A variable hides a builtin of the same name if `is_overridden` confirms it.
    """
    return run(_Parser(source, is_overridden).whole())


class _Parser(MemberParser):
    """Precedence climbing; each method begins at the current token."""

    def whole(self) -> Task[Node]:
        self._next()
        node: Node = yield self._sequence()
        if not self._current.is_a(EOF):
            self._unexpected()
        return node

    # Expressions

    def _sequence(self) -> Task[Node]:
        first: Node = yield self._expression(0)
        items = [first]
        while self._at(OPERATOR, ";"):
            self._next()
            if self._at(EOF):
                break
            items += [(yield self._expression(0))]
        return first if len(items) == 1 else self._new(Sequence(items), first.start)

    def _expression(self, precedence: int) -> Task[Node]:
        if precedence == 0 and self._at(OPERATOR, "let"):
            declared: Node = yield self._let()
            return declared
        if precedence == 0 and self._at(OPERATOR, "if"):
            chosen: Node = yield self._if()
            return chosen
        node: Node = yield self._primary()
        node = yield self._operations(node, precedence)
        if precedence == 0:
            node = yield self._conditional(node)
        return node

    def _operations(self, left: Node, precedence: int) -> Task[Node]:
        previous = ""
        while self._at(OPERATOR):
            negation = self._negation(precedence) if self._at(OPERATOR, "not") else None
            if self._at(OPERATOR, "not"):
                break
            operator = self._current
            if BINARY.get(operator.value, -1) < precedence:
                break
            self._next()
            if previous == "??" and operator.value not in ("??", "|"):
                message = f"Operator ({operator.value}) and coalesce expressions (??) cannot be mixed."
                self._fail(f"{message} Wrap either by parentheses.", operator)
            left = yield self._operation(left, operator)
            if negation is not None:
                left = self._new(Unary("not", left), negation.start)
            previous = operator.value
        return left

    def _negation(self, precedence: int) -> Token | None:
        """Pass the `not` of `not in`; return the operator after it, or None if it does not belong here."""
        passed = self._next()
        if self._current.value not in NEGATABLE:
            self._unexpected()
        if BINARY[self._current.value] >= precedence:
            return self._current
        self._stashed, self._current = self._current, passed
        return None

    def _operation(self, left: Node, operator: Token) -> Task[Node]:
        if operator.value == "|":
            name = self._expect(IDENTIFIER)
            piped: Node = yield self._call(name, [left], can_override=True)
            return piped
        if operator.value in COMPARISONS:
            compared: Node = yield self._comparison(left, operator)
            return compared
        strength = BINARY[operator.value]
        right: Node = yield self._expression(strength + (operator.value not in RIGHT_ASSOCIATIVE))
        return self._new(Binary(operator.value, left, right), operator.start)

    def _comparison(self, left: Node, operator: Token) -> Task[Node]:
        """Parse `a < b < c`, which is `a < b && b < c`."""
        result: Node | None = None
        while True:
            right: Node = yield self._expression(BINARY[operator.value] + 1)
            one = self._new(Binary(operator.value, left, right), operator.start)
            result = one if result is None else self._new(Binary("&&", result, one), operator.start)
            left, operator = right, self._current
            if not operator.is_a(OPERATOR) or operator.value not in COMPARISONS:
                return result
            self._next()

    def _let(self) -> Task[Node]:
        self._next()
        name = self._expect(IDENTIFIER)
        self._expect(OPERATOR, "=")
        value: Node = yield self._expression(0)
        self._expect(OPERATOR, ";")
        body: Node = yield self._sequence()
        return self._new(Let(name.value, value, body), name.start)

    def _if(self) -> Task[Node]:
        self._next()
        test: Node = yield self._expression(0)
        yes: Node = yield self._block()
        self._expect(OPERATOR, "else")
        if self._at(OPERATOR, "if"):
            no: Node = yield self._if()
        else:
            no = yield self._block()
        return Conditional(test, yes, no)

    def _block(self) -> Task[Node]:
        self._expect(BRACKET, "{")
        node: Node = yield self._sequence()
        self._expect(BRACKET, "}")
        return node

    def _conditional(self, node: Node) -> Task[Node]:
        while self._at(OPERATOR, "?"):
            self._next()
            yes = node
            if not self._at(OPERATOR, ":"):
                yes = yield self._expression(0)
            self._expect(OPERATOR, ":")
            no: Node = yield self._expression(0)
            node = self._new(Conditional(node, yes, no), self._current.start)
        return node

    # Operands

    def _primary(self) -> Task[Node]:
        token = self._current
        if token.is_a(OPERATOR) and token.value in UNARY:
            self._next()
            operand: Node = yield self._expression(UNARY[token.value])
            node = self._new(Unary(token.value, operand), token.start)
        elif token.is_a(BRACKET, "("):
            self._next()
            node = yield self._sequence()
            self._expect(BRACKET, ")")
        elif self._predicate_depth and token.is_a(OPERATOR) and token.value in ("#", "."):
            node = self._pointer()
        elif token.is_a(OPERATOR, "::"):
            self._next()
            node = yield self._call(self._expect(IDENTIFIER), [], can_override=False)
        else:
            secondary: Node = yield self._secondary()
            return secondary
        result: Node = yield self._postfix(node)
        return result

    def _pointer(self) -> Node:
        token = self._current
        name = ""
        if token.value == "#":
            self._next()
            if self._at(IDENTIFIER):
                name = self._next().value
        return self._new(Pointer(name), token.start)

    def _secondary(self) -> Task[Node]:
        token = self._current
        if token.kind == NUMBER:
            return self._number()
        if token.kind == IDENTIFIER and token.value in _WORDS:
            self._next()
            return self._new(Constant(_WORDS[token.value]), token.start)
        if token.kind == IDENTIFIER:
            node: Node = yield self._name()
        elif token.kind == STRING:
            node = self._new(Constant(self._next().value), token.start)
        elif token.is_a(BRACKET, "["):
            self._next()
            items: list[Node] = yield self._list("]", [])
            node = self._new(Array(items), token.start)
        elif token.is_a(BRACKET, "{"):
            node = yield self._map()
        else:
            self._unexpected()
        result: Node = yield self._postfix(node)
        return result

    def _number(self) -> Node:
        token = self._next()
        try:
            value = read_number(token.value)
        except ValueError as error:
            self._fail(str(error))
        return self._new(Constant(value), token.start)

    def _name(self) -> Task[Node]:
        token = self._next()
        if self._at(BRACKET, "("):
            call: Node = yield self._call(token, [], can_override=True)
            return call
        return self._new(Identifier(token.value), token.start)

    def _list(self, end: str, items: list[Node]) -> Task[list[Node]]:
        """Parse expressions with commas between them up to a bracket, after `items`."""
        offset = len(items)
        while not self._at(BRACKET, end):
            if len(items) > offset:
                self._expect(OPERATOR, ",")
                if self._at(BRACKET, end):
                    break
            items += [(yield self._expression(0))]
        self._next()
        return items

    def _map(self) -> Task[Node]:
        start = self._next().start
        pairs: list[Node] = []
        while not self._at(BRACKET, "}"):
            if pairs:
                self._expect(OPERATOR, ",")
                if self._at(BRACKET, "}"):
                    break
                if self._at(OPERATOR, ","):
                    self._unexpected()
            key: Node = yield self._key()
            self._expect(OPERATOR, ":")
            value: Node = yield self._expression(0)
            pairs.append(self._new(Pair(key, value), start))
        self._next()
        return self._new(Map(pairs), start)

    def _key(self) -> Task[Node]:
        token = self._current
        if token.kind in (NUMBER, STRING, IDENTIFIER):
            self._next()
            return self._new(Constant(token.value), token.start)
        if token.is_a(BRACKET, "("):
            node: Node = yield self._expression(0)
            return node
        expected = "a quoted string, a number, a identifier, or an expression enclosed in parentheses"
        self._fail(f"a map key must be {expected} (unexpected token {token.describe()})")
