"""Expressions that decide: those of hooks and of retry strategies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import RUN, EvaluationError, GoPanicError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.values import name_type
from argogen.argo.evaluation.variables import build_variables
from argogen.runner.variables.processing import ProcessingError


def holds(expression: str, values: Mapping[str, Any], evaluation: Evaluation) -> bool:
    """Return the value of an expression. Raises ProcessingError with the message of Argo."""
    try:
        value = evaluate(expression, build_variables(values), evaluation)
    except EvaluationError as error:
        prefix = f"unable to evaluate expression '{expression}': " if error.stage == RUN else ""
        raise ProcessingError(f"{prefix}{error.describe()}") from None
    except GoPanicError as error:
        raise ProcessingError(f"unable to evaluate expression '{expression}': {error}") from None
    if not isinstance(value, bool):
        raise ProcessingError(f"unable to cast expression result '{_show(value)}' to bool")
    return value


def _show(value: Any) -> str:
    """Return a value as the verb %s of Go writes it."""
    if isinstance(value, str):
        return value
    return "%!s(<nil>)" if value is None else f"%!s({name_type(value)}={format_value(value)})"
