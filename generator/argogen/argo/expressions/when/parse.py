"""Parse govaluate, the language of `when`: Argo replaces the tags first, and reads words without quotes as strings.

Argo parses the expression, converts words to strings, parses the result, and evaluates it without parameters
(workflow/controller/steps.go, shouldExecute). So expressions without a value are rejected here, although govaluate
parses them: `a.b`, a function, empty parentheses, a list of one item, tokens after the end. For the `when` of a cron
workflow, Argo does not convert words (workflow/cron/operator.go): they are parameters without a value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from lark import Lark, Token

from argogen.argo.expressions.expr.precedence import Operator
from argogen.argo.expressions.grammar import (
    KEPT,
    check_letters_of_name,
    load_grammar,
    parse_with,
    report_unexpected,
    span,
)
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

# From OperatorSymbol.go and stagePlanner.go; all are left-associative.
_PRECEDENCE: Mapping[str, int] = {
    "?": 0, ":": 0, "??": 0, "||": 1, "&&": 2, "==": 3, "!=": 3, ">": 3, ">=": 3, "<": 3, "<=": 3, "=~": 3, "!~": 3,
    "in": 3, "&": 4, "|": 4, "^": 4, "<<": 5, ">>": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "**": 8,
}  # fmt: skip
_STRING = re.compile(r"""['"](?:[^'"\\]|\\[\s\S])*['"]""")
# A name that is certainly not meant as a string.
_REFERENCE = re.compile(
    r"(?:parameters|inputs|workflow|steps|tasks|item|cronworkflow)(?:\.[A-Za-z_][-\w]*)+"
    r"|[A-Za-z_][-\w]*(?:\.outputs)?\.(?:result|parameters\.[-\w]+|status|exitCode)",
    re.ASCII,
)
_ESCAPE = re.compile(r"\\([\s\S])")
_CORRECTIONS: Mapping[str, str] = {
    "=": "==", "===": "==", "!==": "!=", "&": "&&", "|": "||", "<>": "!=", "=>": ">=", "=<": "<=", "~": "=~",
}  # fmt: skip
_WORDS: Mapping[str, str] = {"and": "&&", "or": "||", "not": "!", "is": "==", "eq": "==", "ne": "!="}


def parse(text: str, *, bare_words: bool = True) -> Expression:
    """Return the tree of an expression, with a RuntimeValue for each value with a tag. Raises ExpressionSyntaxError.

    Without `bare_words`, as in the `when` of a cron workflow, words without quotes are errors.
    """
    root = _parse(mask_tags(text))
    for node in () if bare_words else walk(root):
        if isinstance(node, Identifier):
            message = f"unknown variable '{node.name}'"
            raise ExpressionSyntaxError(message, node.start, node.end, "put strings in quotes")
    return root


@functools.lru_cache(maxsize=KEPT)
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
        message, hint = f"unquoted string '{token}' cannot contain a dot", f"put it in quotes: '{token}'"
        if _REFERENCE.fullmatch(token):
            message, hint = f"reference without braces: '{token}'", f"write {{{{{token}}}}}"
        raise ExpressionSyntaxError(message, *span(token), hint)
    return token


def _type_symbol(token: Token) -> Token:
    """Return the token of an operator; adjacent symbols are one operator in govaluate: `==-`, `&&!`."""
    text = _ESCAPE.sub(r"\1", token)
    kind = {"-": "MINUS", "!": "NOT", "~": "NOT"}.get(text, "OPERATOR" if text in _PRECEDENCE else "")
    if not kind:
        correction = _CORRECTIONS.get(text, "")
        hint = "" if correction else _hint_symbols(text)
        raise ExpressionSyntaxError(f"unknown operator '{token}'", *span(token), hint, correction)
    return Token.new_borrow_pos(kind, text, token)


def _hint_symbols(text: str) -> str:
    """Return the hint for an unknown operator: a space between two operators, or quotes around a string."""
    first = next((text[:length] for length in (2, 1) if text[:length] in _PRECEDENCE), "")
    if first and text[len(first) :] in ("-", "!", "~"):
        return f"separate the operators: {first} {text[len(first) :]}"
    return "put strings in quotes"


class _WhenTransformer:
    """Returns the node of each rule of the grammar, from its tokens and the nodes of inner rules."""

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
    """Operands and operators in source order."""


def _build_operations(items: _OperationItems) -> Expression:
    """Return the tree of a sequence of operands and operators, all of which are left-associative."""
    operands: list[Expression] = []
    operators: list[Operator] = []

    def reduce(minimum: int) -> None:
        while operators and _PRECEDENCE[operators[-1].text] >= minimum:
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
        expected = "a number" if operator == "-" else "a boolean"
        raise ExpressionSyntaxError(f"'{operator}' requires {expected}, got a string", start, operand.end)
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
        raise ExpressionSyntaxError(f"invalid number '{token}'", *span(token), "put strings in quotes") from None


def _explain(text: str, start: int, end: int) -> ExpressionSyntaxError | None:
    word = re.match(r"\w+", text[start:])
    if text[start : start + 1] in ("'", '"') and not _STRING.match(text, start):
        return ExpressionSyntaxError("unclosed string", start, start + 1, f"close it with {text[start]}")
    if word is not None and word[0] in _WORDS:
        return report_unexpected(text, start, end, operator=_WORDS[word[0]])
    if start and text[start - 1] in ("'", '"'):
        return report_unexpected(text, start, end, "a string ends at the next quote, whether ' or \"")
    if word is not None:
        return report_unexpected(text, start, end, "put strings with spaces or dashes in quotes")
    return (
        report_unexpected(text, start, end, "functions are not supported in 'when'") if text[start:end] == "(" else None
    )
