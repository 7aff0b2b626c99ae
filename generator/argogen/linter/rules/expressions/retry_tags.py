"""Find tags in expressions of retries that Argo does not replace before it evaluates the expression.

Argo replaces tags of inputs and of the workflow in the whole template; those of a retry only in the next attempt, which
begins after the expression has been evaluated (executeTemplate and processNodeRetries of operator.go).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.argo.expressions.tags import Tag, find_tags
from argogen.diagnostics import Severity
from argogen.linter.model.retries import RetryFields, list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic

_OF_RETRY = re.compile(r"(?:lastRetry\.\w+|retries)\b", re.ASCII)
_OTHERS = ("pod.name", "outputs.")


def check_retry_tags(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tags that Argo does not replace, with which the expression is invalid, or a string if they are quoted."""
    for retry in list_retries(subject):
        expression = retry.value.get("expression")
        if isinstance(expression, str) and "{{" in expression:
            for tag in find_tags(expression):
                yield from _check(tag, expression, retry)


def _check(tag: Tag, expression: str, retry: RetryFields) -> Iterator[RuleDiagnostic]:
    name = tag.body.strip()
    is_of_retry = (_OF_RETRY.search if tag.is_expression else _OF_RETRY.fullmatch)(name) is not None
    if not is_of_retry and (tag.is_expression or not name.startswith(_OTHERS)):
        return
    is_quoted = expression[tag.start - 1 : tag.start] in ("'", '"')
    fix = name if is_of_retry and not tag.is_expression and not is_quoted else None
    written = expression[tag.start : tag.end]
    message = f"Argo does not replace '{written}' in the expression of a retry"
    yield RuleDiagnostic(
        "invalid-expression", message, retry.origin, _suggest(tag, is_of_retry, is_quoted), "retryStrategy", expression,
        tag.start, tag.end, severity=Severity.WARNING if is_quoted else None, fix=fix,
        below=(*retry.below, "expression"),
    )  # fmt: skip


def _suggest(tag: Tag, is_of_retry: bool, is_quoted: bool) -> str:
    if not is_of_retry:
        return "use the variables of a retry, such as lastRetry.exitCode"
    without = "braces and quotes" if is_quoted else "braces"
    return f"write {tag.body.removeprefix('=').strip()} without {without}: it is an expression"
