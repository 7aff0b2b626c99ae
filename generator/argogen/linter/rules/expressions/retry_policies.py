"""Find expressions of retries that are never true with the retry policy.

Argo evaluates the expression only for the states that the policy retries (processNodeRetries of
workflow/controller/operator.go): with `OnError`, a failed container is not retried whatever the expression is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import as_name_path
from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    FunctionCall,
    Literal,
    UnaryOperation,
)
from argogen.linter.model.retries import RetryFields, list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_UNKNOWN = object()
_NUMBERS = frozenset({"asInt", "asFloat", "int", "float"})
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "in": lambda value, items: value in items, "not in": lambda value, items: value not in items,
}  # fmt: skip


class _Policy(NamedTuple):
    """The attempts that a policy retries: their state, and their exit codes, None if these can be any."""

    states: str
    status: str
    exit_codes: tuple[str, ...] | None


# An attempt with an error has no exit code (-1), or that of a main container that succeeded.
_POLICIES = {
    "OnError": _Policy("errors", "Error", ("0", "-1")),
    "OnFailure": _Policy("failures", "Failed", None),
}


def check_retry_policies(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report expressions of retries that are false for all attempts that the policy retries."""
    for retry in list_retries(subject):
        policy = _POLICIES.get(str(retry.value.get("retryPolicy")))
        expression = retry.value.get("expression")
        if policy is not None and isinstance(expression, str) and "{{" not in expression:
            yield from _check(expression, policy, retry)


def _check(expression: str, policy: _Policy, retry: RetryFields) -> Iterator[RuleDiagnostic]:
    try:
        root = parse(expression)
    except ExpressionSyntaxError:
        return
    codes: tuple[object, ...] = (_UNKNOWN,) if policy.exit_codes is None else policy.exit_codes
    attempts: list[Mapping[tuple[str, ...], Any]]
    attempts = [{("lastRetry", "status"): policy.status, ("lastRetry", "exitCode"): code} for code in codes]
    is_constant = _Evaluation({}, expression).evaluate(root) is False  # such as `false`, which disables the retries
    if not is_constant and all(_Evaluation(values, expression).evaluate(root) is False for values in attempts):
        name = retry.value["retryPolicy"]
        message = f"expression is never true: retryPolicy '{name}' retries only {policy.states}"
        hint = "use retryPolicy: Always, or remove the policy"
        below = (*retry.below, "expression")
        yield RuleDiagnostic(
            "constant-condition", message, retry.origin, hint, "retryStrategy", expression, below=below
        )


class _Evaluation(NamedTuple):
    """The evaluation of an expression with the values of some variables."""

    values: Mapping[tuple[str, ...], Any]
    text: str

    def evaluate(self, node: Expression) -> Any:
        """Return the value of an expression, or _UNKNOWN."""
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, ArrayLiteral):
            items = [self.evaluate(item) for item in node.items]
            return _UNKNOWN if _UNKNOWN in items else items
        if isinstance(node, UnaryOperation):
            value = self.evaluate(node.operand)
            return not value if node.operator in ("!", "not") and isinstance(value, bool) else _UNKNOWN
        if isinstance(node, BinaryOperation):
            return self._evaluate_operation(node)
        if isinstance(node, FunctionCall):
            return self._evaluate_call(node)
        path = as_name_path(node, self.text)
        return _UNKNOWN if path is None else self.values.get(path.parts, _UNKNOWN)

    def _evaluate_operation(self, node: BinaryOperation) -> Any:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if node.operator in ("&&", "and", "||", "or"):
            decisive = node.operator in ("||", "or")
            if left is decisive or right is decisive:
                return decisive
            return _UNKNOWN if _UNKNOWN in (left, right) else not decisive
        compare = _COMPARISONS.get(node.operator)
        if compare is None or left is _UNKNOWN or right is _UNKNOWN:
            return _UNKNOWN
        try:
            return compare(left, right)
        except TypeError:
            return _UNKNOWN

    def _evaluate_call(self, node: FunctionCall) -> Any:
        path = as_name_path(node.of, self.text)
        if path is None or path.parts[-1] not in _NUMBERS or len(node.arguments) != 1:
            return _UNKNOWN
        value = self.evaluate(node.arguments[0])
        return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else _UNKNOWN
