"""govaluate, as Argo uses it for `when`: tags are filled in first, and a bare word is then a text.

Argo parses the text, makes words into texts, parses again, and evaluates without any parameters (workflow/controller/
steps.go, shouldExecute). So what has no value is refused here, although govaluate would parse it: `a.b`, a function,
an empty pair of parentheses, a list of one, what follows the end of an expression. A cron workflow's own `when` does
without the second step (workflow/cron/operator.go): a word in it is a parameter without a value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from lark import Lark, Token

from argogen.argo.expressions.expr.precedence import Operator
from argogen.argo.expressions.grammar import check_letters_of_name, load_grammar, parse_with, span, unexpected_text
from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    Identifier,
    Literal,
    RuntimeValue,
    UnaryOperation,
    walk,
)

# From OperatorSymbol.go and stagePlanner.go; all of them bind to the left.
_PRECEDENCE: Mapping[str, int] = {
    "?": 0, ":": 0, "??": 0, "||": 1, "&&": 2, "==": 3, "!=": 3, ">": 3, ">=": 3, "<": 3, "<=": 3, "=~": 3, "!~": 3,
    "in": 3, "&": 4, "|": 4, "^": 4, "<<": 5, ">>": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "**": 8,
}  # fmt: skip
_STRING = re.compile(r"""['"](?:[^'"\\]|\\[\s\S])*['"]""")
_ESCAPE = re.compile(r"\\([\s\S])")
_CORRECTIONS: Mapping[str, str] = {
    "=": "==", "===": "==", "!==": "!=", "&": "&&", "|": "||", "<>": "!=", "=>": ">=", "=<": "<=", "~": "=~",
}  # fmt: skip
_WORDS: Mapping[str, str] = {"and": "&&", "or": "||", "not": "!", "is": "==", "eq": "==", "ne": "!="}


def parse(text: str, *, bare_words: bool = True) -> Expression:
    """Return the tree of an expression; what has a tag in it is a RuntimeValue. Raises ExpressionSyntaxError.

    Without `bare_words`, as in a cron workflow's `when`, a word is refused.
    """
    root = _parse(mask_tags(text))
    for node in () if bare_words else walk(root):
        if isinstance(node, Identifier):
            message = f"nothing is called '{node.name}' here"
            raise ExpressionSyntaxError(message, node.start, node.end, "put text in quotes")
    return root


@functools.lru_cache(maxsize=1024)
def _parse(text: str) -> Expression:
    root: Expression = parse_with(_parser(), text, _explain)
    return root


@functools.cache
def _parser() -> Lark:
    return load_grammar("when", _WhenTransformer(), WORD=_type_word, SYMBOL=_type_symbol)


def _type_word(token: Token) -> Token:
    if token in ("true", "false"):
        return Token.new_borrow_pos("BOOLEAN", str(token), token)
    if token in ("in", "IN"):
        return Token.new_borrow_pos("OPERATOR", "in", token)
    check_letters_of_name(token)
    if "." in token and MASK not in token:
        message = f"'{token}' is not read as text: what stands behind a dot is a field, and nothing has one here"
        raise ExpressionSyntaxError(message, *span(token), "put it in quotes")
    return token


def _type_symbol(token: Token) -> Token:
    """Symbols that stand side by side are one operator to govaluate: `==-`, `&&!`."""
    text = _ESCAPE.sub(r"\1", token)
    kind = {"-": "MINUS", "!": "NOT", "~": "NOT"}.get(text, "OPERATOR" if text in _PRECEDENCE else "")
    if not kind:
        hint = f"write {_CORRECTIONS[text]}" if text in _CORRECTIONS else _hint_symbols(text)
        raise ExpressionSyntaxError(f"'{token}' is no operator", *span(token), hint)
    return Token.new_borrow_pos(kind, text, token)


def _hint_symbols(text: str) -> str:
    """What to do about symbols that are none together: a space between two, or quotes around what is meant as text."""
    first = next((text[:length] for length in (2, 1) if text[:length] in _PRECEDENCE), "")
    if first and text[len(first) :] in ("-", "!", "~"):
        return f"put a space between: {first} {text[len(first) :]}"
    return "put text in quotes"


class _WhenTransformer:
    """Returns a node for each rule of the grammar, from its tokens and the nodes of inner rules."""

    def start(self, parts: list[Any]) -> Expression:
        root: Expression = parts[0]
        return root

    def comma_list(self, parts: list[Any]) -> Expression:
        items = tuple(_build_operations(part) for part in parts if part != ",")
        return items[0] if len(items) == 1 else ArrayLiteral(items[0].start, items[-1].end, items)

    def operation(self, parts: list[Any]) -> Any:
        items = parts.pop(0) if isinstance(parts[0], _OperationItems) else _OperationItems()
        items.extend(parts)
        return items

    def group(self, parts: list[Any]) -> Expression:
        inner: Expression = parts[1]._replace(start=parts[0].start_pos, end=parts[2].end_pos)
        return inner


class _OperationItems(list[Any]):
    """Operands and operators in the order of the text."""


def _build_operations(items: _OperationItems) -> Expression:
    """The tree of a row of operands and operators, all of which bind to the left."""
    operands: list[Expression] = []
    operators: list[Operator] = []

    def reduce(least: int) -> None:
        while operators and _PRECEDENCE[operators[-1].text] >= least:
            right, left = operands.pop(), operands.pop()
            operands.append(BinaryOperation(left.start, right.end, operators.pop().text, left, right))

    parts = iter(items)
    for part in parts:
        if isinstance(part, Token) and part.type in ("OPERATOR", "MINUS") and len(operands) > len(operators):
            reduce(_PRECEDENCE[part])
            operators.append(Operator(*span(part), str(part)))
        elif isinstance(part, Token) and part.type in ("MINUS", "NOT"):
            operands.append(_negate(part, _node(next(parts))))
        else:
            operands.append(_node(part))
    reduce(0)
    return operands[0]


def _negate(operator: Token, operand: Expression) -> Expression:
    start, _ = span(operator)
    if isinstance(operand, Identifier) or (isinstance(operand, Literal) and isinstance(operand.value, str)):
        raise ExpressionSyntaxError(f"'{operator}' cannot stand before a text", start, operand.end)
    return UnaryOperation(start, operand.end, str(operator), operand)


def _node(part: Any) -> Expression:
    if not isinstance(part, Token):
        node: Expression = part
        return node
    start, end = span(part)
    if part.type == "BOOLEAN":
        return Literal(start, end, part == "true")
    if part.type == "NUMBER":
        return Literal(start, end, _number(part))
    quoted = part.type in ("STRING", "BRACKETED")
    text = _ESCAPE.sub(r"\1", part[1:-1] if quoted else part)
    if MASK in part:
        return RuntimeValue(start, end, text, quoted)
    return Literal(start, end, text) if part.type == "STRING" else Identifier(start, end, text)


def _number(token: Token) -> float:
    try:
        return float(int(token, 16)) if token[:2] == "0x" else float(token)
    except (ValueError, OverflowError):
        raise ExpressionSyntaxError(f"'{token}' is no number", *span(token), "put text in quotes") from None


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    word = re.match(r"\w+", text[start:])
    if text[start : start + 1] in ("'", '"') and not _STRING.match(text, start):
        return ExpressionSyntaxError("this text is not closed", start, start + 1, f"close it with {text[start]}")
    if word is not None and word[0] in _WORDS:
        return unexpected_text(text, start, end, f"write {_WORDS[word[0]]}")
    if start and text[start - 1] in ("'", '"'):
        return unexpected_text(text, start, end, "a text ends at the next quote, be it ' or \"")
    if word is not None:
        return unexpected_text(text, start, end, "put text with spaces or dashes in quotes")
    return unexpected_text(text, start, end, "there are no functions here") if text[start:end] == "(" else None
