"""Answers of `argogen eval`: the value as a string and as JSON, or the diagnostic of a failed evaluation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.evaluation.batch import evaluate_row
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import EvaluationError, GoPanicError
from argogen.argo.evaluation.expr.evaluation import evaluate
from argogen.argo.evaluation.golang.encoding.json_text import to_json
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.values import GoValue, encode
from argogen.argo.evaluation.govaluate.evaluation import evaluate_cron_when, evaluate_when
from argogen.argo.evaluation.outcome import evaluate_to_json
from argogen.argo.evaluation.tags.replacement import (
    LENIENT,
    STRICT,
    replace_in_cron_when,
    replace_in_text,
    require_prefixes,
)
from argogen.argo.evaluation.variables import build_variables
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when import evaluation as conditions
from argogen.argo.expressions.when.parse import parse as parse_when
from argogen.diagnostics import Diagnostic, Place

_CODE = "invalid-expression"
# Variables with these first names have to be resolved in a `when`.
_WHEN = require_prefixes(("steps", "tasks"))
_NOT_A_STRING = "to string"
_QUOTED = re.compile(r"'([^']+)'")


class Inquiry(NamedTuple):
    """What to evaluate, and the variables.

    `is_strict` if no tag may remain unresolved; `is_cron` for the `when` of a CronWorkflow.
    """

    text: str
    variables: Mapping[str, Any]
    is_strict: bool = False
    is_cron: bool = False


class Answer(NamedTuple):
    """The value for people, the row for programs, and the diagnostic if the evaluation failed."""

    text: str
    row: Mapping[str, Any]
    diagnostic: Diagnostic | None = None


def answer(kind: str, inquiry: Inquiry, evaluation: Evaluation) -> Answer:
    """Return the answer to an inquiry of one of KINDS."""
    return KINDS[kind](inquiry, evaluation)


def _answer_tag(inquiry: Inquiry, evaluation: Evaluation) -> Answer:
    values = flatten(inquiry.variables)
    try:
        replaced = replace_in_text(inquiry.text, values, STRICT if inquiry.is_strict else LENIENT, evaluation)
    except EvaluationError as error:
        return Answer("", {"tag_error": error.describe()}, _describe("tag", _place_in(inquiry.text, error)))
    return Answer(_printable(replaced), {"tag": replaced})


def _answer_expression(inquiry: Inquiry, evaluation: Evaluation) -> Answer:
    row = evaluate_to_json(inquiry.text, inquiry.variables, evaluation)
    try:
        value = evaluate(inquiry.text, build_variables(inquiry.variables), evaluation)
    except EvaluationError as error:
        return Answer("", row, _describe("expr", error))
    return Answer(_write(value), row)


def _answer_when(inquiry: Inquiry, evaluation: Evaluation) -> Answer:
    try:
        text = _replace_in_when(inquiry, evaluation)
    except EvaluationError as error:
        return Answer("", {"error": error.describe()}, _describe("when", _place_in(inquiry.text, error)))
    try:
        value = (evaluate_cron_when if inquiry.is_cron else evaluate_when)(text)
    except EvaluationError as error:
        return Answer("", {"when": text, "error": error.message}, _locate(text, error, is_cron=inquiry.is_cron))
    return Answer("true" if value else "false", {"when": text, "result": value})


def _replace_in_when(inquiry: Inquiry, evaluation: Evaluation) -> str:
    values = flatten(inquiry.variables)
    if inquiry.is_cron:
        return replace_in_cron_when(inquiry.text, values, evaluation)
    return replace_in_text(inquiry.text, values, STRICT if inquiry.is_strict else _WHEN, evaluation)


def _answer_depends(inquiry: Inquiry, evaluation: Evaluation) -> Answer:
    tasks = {name: task if isinstance(task, dict) else {"phase": task} for name, task in inquiry.variables.items()}
    row = evaluate_row({"depends": inquiry.text, "tasks": tasks}, evaluation)
    problem = row.get("invalid") or row.get("error")
    if problem:
        return Answer("", row, _locate_task(inquiry.text, problem.partition("\n")[0]))
    written = {"logic": row["logic"], "proceed": json.dumps(row["proceed"]), "execute": json.dumps(row["execute"])}
    return Answer("\n".join(f"{key}: {value}" for key, value in written.items()), row)


def _locate_task(text: str, problem: str) -> Diagnostic:
    """Return the diagnostic of invalid dependencies, at the task that the message names."""
    named = _QUOTED.findall(problem)
    found = re.search(rf"(?<![\w-]){re.escape(named[-1])}(?![\w-])", text) if named else None
    if found is None:
        return Diagnostic(_CODE, problem, Place("depends"))
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    place = Place("depends", line, column, len(found[0]), text.split("\n")[line - 1])
    return Diagnostic(_CODE, problem, place, "set its phase: --set NAME=Succeeded" if "unknown task" in problem else "")


def _place_in(text: str, error: EvaluationError) -> EvaluationError:
    """Return the error of an expression with its place in the string around the expression."""
    offset = text.find(error.source) if error.source and error.start is not None else -1
    if offset < 0:
        return error
    return EvaluationError(error.message, error.stage, offset + (error.start or 0), text)


def flatten(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return variables with dotted names for the members of mappings, as tags refer to them."""
    return dict(_flatten("", variables))


def _flatten(prefix: str, variables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in variables.items():
        if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
            yield from _flatten(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _write(value: GoValue) -> str:
    """Return a value as Argo puts it in place of a tag; a value without a JSON form as Go prints it."""
    if isinstance(value, str):
        return _printable(value)
    try:
        return to_json(value, escape_html=False)
    except GoPanicError:
        return format_value(value)


def _printable(text: str) -> str:
    return encode(text).decode("utf-8", "replace")


def _describe(kind: str, error: EvaluationError) -> Diagnostic:
    hint = "put the value in quotes: tags require strings" if error.message.endswith(_NOT_A_STRING) else ""
    if error.start is None:
        return Diagnostic(_CODE, error.message, Place(kind), hint)
    line = error.source.split("\n")[error.line - 1]
    return Diagnostic(_CODE, error.message, Place(kind, error.line, error.column, text=line), hint)


def _locate(text: str, error: EvaluationError, *, is_cron: bool) -> Diagnostic:
    """Return the diagnostic of a failed `when`, with the place that the check of conditions finds."""
    try:
        conditions.evaluate_condition(parse_when(text, bare_words=not is_cron))
    except ExpressionSyntaxError as fault:
        line = text.count("\n", 0, fault.start) + 1
        column = fault.start - (text.rfind("\n", 0, fault.start) + 1) + 1
        place = Place("when", line, column, max(1, fault.end - fault.start), text.split("\n")[line - 1])
        return Diagnostic(_CODE, error.message.strip(), place, fault.hint)
    return Diagnostic(_CODE, error.message.strip(), Place("when"))


KINDS: Mapping[str, Callable[[Inquiry, Evaluation], Answer]] = {
    "tag": _answer_tag, "expr": _answer_expression, "when": _answer_when, "depends": _answer_depends,
}  # fmt: skip
