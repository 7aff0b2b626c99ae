"""Evaluate expressions of expr-lang."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from argogen.argo.evaluation.environment import DEFAULT, Evaluation
from argogen.argo.evaluation.errors import RUN, EvaluationError
from argogen.argo.evaluation.expr.checking.checker import check
from argogen.argo.evaluation.expr.execution.compiler import compile_tree
from argogen.argo.evaluation.expr.execution.machine import Machine
from argogen.argo.evaluation.expr.execution.optimizer import optimize
from argogen.argo.evaluation.expr.execution.program import Program
from argogen.argo.evaluation.expr.natures import NIL, of_type
from argogen.argo.evaluation.expr.syntax.lexer import IDENTIFIER, STRING, read_tokens
from argogen.argo.evaluation.expr.syntax.parser import parse
from argogen.argo.evaluation.golang.types import GoType
from argogen.argo.evaluation.golang.values import GoValue, name_type, type_of

_KEPT = 1024
Names = tuple[tuple[str, "GoType | None"], ...]
"""Variables and their types; None for nil."""


def evaluate(source: str, variables: Mapping[str, GoValue], evaluation: Evaluation = DEFAULT) -> GoValue:
    """Return the value of an expression. Raises EvaluationError."""
    program = compile_expression(source, variables)
    return Machine(variables, evaluation).run(program)


def evaluate_condition(source: str, variables: Mapping[str, GoValue], evaluation: Evaluation = DEFAULT) -> bool:
    """Return the value of an expression that has to be a boolean. Raises EvaluationError."""
    value = evaluate(source, variables, evaluation)
    if not isinstance(value, bool):
        raise EvaluationError(f"unable to cast expression result of type {name_type(value)} to bool", RUN)
    return value


def compile_expression(source: str, variables: Mapping[str, GoValue]) -> Program:
    """Return the program of an expression for variables with these types. Raises EvaluationError."""
    names = find_names(source)
    compiled = _compile(source, tuple((name, type_of(variables[name])) for name in names if name in variables))
    if isinstance(compiled, EvaluationError):
        raise EvaluationError(compiled.message, compiled.stage, compiled.start, compiled.source)
    return compiled


@functools.lru_cache(maxsize=_KEPT)
def find_names(source: str) -> tuple[str, ...]:
    """Return the names and strings in an expression, each of which may refer to a variable."""
    found: dict[str, None] = {}
    try:
        for token in read_tokens(source):
            if token.kind in (IDENTIFIER, STRING):
                found[token.value] = None
    except EvaluationError:
        pass  # the parser reports it
    return tuple(found)


@functools.lru_cache(maxsize=_KEPT)
def _compile(source: str, names: Names) -> Program | EvaluationError:
    """Return the program, or the error: expressions whose variables are not known yet are tried again and again."""
    environment = {name: NIL if found is None else of_type(found) for name, found in names}
    try:
        root = parse(source, lambda name: name in environment)
        check(root, environment, source)
        return compile_tree(optimize(root, source), source)
    except EvaluationError as error:
        return error.with_traceback(None)
