"""The outcome of an expression in the form of JSON: value and type, or error and stage."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import MARSHAL, EvaluationError, GoPanicError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.golang.encoding.numbers import format_float
from argogen.argo.evaluation.golang.values import GoValue, name_type
from argogen.argo.evaluation.variables import build_variables


def evaluate_to_json(source: str, values: Mapping[str, GoValue], evaluation: Evaluation) -> dict[str, Any]:
    """Return `result` and `go_type` of an expression, or `error` and `stage`."""
    try:
        value = evaluate(source, build_variables(values), evaluation)
    except EvaluationError as error:
        return {"error": error.describe(), "stage": error.stage}
    try:
        return {"result": as_plain(value), "go_type": name_type(value)}
    except GoPanicError as error:
        return {"go_type": name_type(value), "error": str(error), "stage": MARSHAL}


def as_plain(value: GoValue) -> Any:
    """Return a value as JSON reads it back; numbers that JSON lacks are strings. Raises GoPanicError."""
    if isinstance(value, float) and not math.isfinite(value):
        return format_float(value)
    return json.loads(to_json(value))
