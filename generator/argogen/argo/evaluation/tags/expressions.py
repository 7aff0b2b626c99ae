"""Replace tags with expressions."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import RUN, EvaluationError, GoPanicError
from argogen.argo.evaluation.expr.evaluation import compile_expression
from argogen.argo.evaluation.expr.execution.machine import Machine
from argogen.argo.evaluation.expr.syntax.lexer import EOF, read_tokens
from argogen.argo.evaluation.expr.syntax.nodes import Constant, Identifier, Member, Node, Root, is_literal, walk_slots
from argogen.argo.evaluation.expr.syntax.parser import parse
from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.golang.encoding.quoting import quote
from argogen.argo.evaluation.golang.values import GoStruct, GoValue
from argogen.argo.evaluation.variables import build_variables

_PLACEHOLDER = "__argo__internal__placeholder-"
# Variables that are set later than others: an expression with one of them is kept until then.
_LATE = (
    "item", "retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message",
    "workflow.status", "workflow.failures",
)  # fmt: skip
_KEPT = 1024


class ExpressionReplacer:
    """Replaces expressions by their values, which is done for variables of one document."""

    def __init__(
        self, values: Mapping[str, GoValue], is_required: Callable[[str], bool] | None, evaluation: Evaluation
    ) -> None:
        self._variables = build_variables(values)
        self._is_required, self._evaluation = is_required, evaluation

    def replace(self, expression: str) -> str:
        """Return the value in the form of JSON within a string; the tag if it may remain. Raises EvaluationError."""
        source = _read_json_string(expression)
        names = None if source is None else find_names(source)
        if names is None:
            return self._evaluate(expression, source, may_remain=False)
        missing = [name for name in names if not has_variable(self._variables, name)]
        for name in missing:
            if self._is_required is not None and self._is_required(name):
                raise EvaluationError(f"failed to evaluate expression: {name} is missing", RUN)
        return self._evaluate(expression, source, may_remain=bool(missing) or self._is_required is None)

    def _evaluate(self, expression: str, source: str | None, *, may_remain: bool) -> str:
        remaining = f"{{{{={expression}}}}}"
        if source is None:
            if may_remain:
                return remaining
            raise EvaluationError("failed to unmarshall JSON expression", RUN)
        if may_remain and any(uses(source, name) and not has_variable(self._variables, name) for name in _LATE):
            return remaining
        may_fail = may_remain or self._has_placeholder
        try:
            value = Machine(self._variables, self._evaluation).run(compile_expression(source, self._variables))
        except EvaluationError as error:
            if may_fail:
                return remaining
            message = f"failed to evaluate expression: {error.message}"
            raise EvaluationError(message, error.stage, error.start, error.source) from error
        if value is None and may_fail:
            return remaining
        return _write(expression, value, remaining if may_remain else None)

    @functools.cached_property
    def _has_placeholder(self) -> bool:
        """Whether a value stands for one that is not known yet."""
        pending: list[Any] = [value for name, value in self._variables.items() if name != "sprig"]
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                pending.extend(value.values())
            elif isinstance(value, list):
                pending.extend(value)
            elif isinstance(value, str) and value.startswith(_PLACEHOLDER):
                return True
        return False


def _write(expression: str, value: GoValue, remaining: str | None) -> str:
    if value is None:
        raise EvaluationError(f"failed to evaluate expression {quote(expression)}", RUN)
    try:
        written = to_json(value)
    except GoPanicError as error:
        if remaining is not None:
            return remaining
        raise EvaluationError(f"failed to marshal evaluated expression: {error}", RUN) from error
    if len(written) > 1 and written[0] == written[-1] == '"':
        return written[1:-1]
    return quote(written)[1:-1]


def _read_json_string(inner: str) -> str | None:
    """Return the string that a JSON document contains between quotes; None for invalid JSON."""
    try:
        read = json.loads(f'"{inner}"')
    except ValueError:
        return None
    return read if isinstance(read, str) else None


@functools.lru_cache(maxsize=_KEPT)
def find_names(source: str) -> tuple[str, ...] | None:
    """Return the dotted names in an expression, in order; None if it cannot be parsed."""
    try:
        root = parse(source)
    except EvaluationError:
        return None
    found: dict[str, None] = {}
    for slot in walk_slots(Root(root)):
        name = _name(slot.get())
        if name is not None:
            found[name] = None
    return tuple(found)


def _name(node: Node) -> str | None:
    """Return the dotted name of a variable or of its members; None for other nodes."""
    parts: list[str] = []
    while isinstance(node, Member):
        if not isinstance(node.key, Constant) or not is_literal(node.key, str):
            return None
        parts.append(node.key.value)
        node = node.of
    return ".".join((node.name, *reversed(parts))) if isinstance(node, Identifier) else None


def has_variable(variables: Mapping[str, GoValue], name: str) -> bool:
    """Return whether a dotted name refers to a variable or a member of one."""
    if name in variables:
        return True
    parts = name.split(".")
    length = next((end for end in range(len(parts), 0, -1) if ".".join(parts[:end]) in variables), 0)
    current: GoValue = variables[".".join(parts[:length])] if length else variables
    for part in parts[length:]:
        members = current.fields if isinstance(current, GoStruct) else current
        if not isinstance(members, Mapping) or part not in members:
            return False
        current = members[part]
    return True


@functools.lru_cache(maxsize=_KEPT)
def uses(source: str, name: str) -> bool:
    """Return whether the tokens of a name occur in an expression."""
    if name not in source:
        return False
    wanted = _list_tokens(name)
    found = _list_tokens(source)
    return any(found[at : at + len(wanted)] == wanted for at in range(len(found) - len(wanted) + 1))


def _list_tokens(source: str) -> list[tuple[str, str]]:
    try:
        return [(token.kind, token.value) for token in read_tokens(source) if token.kind != EOF]
    except EvaluationError:
        return []
