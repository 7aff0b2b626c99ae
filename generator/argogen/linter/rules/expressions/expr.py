"""Expressions of expr-lang, which Argo only parses when it needs their value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.argo.expressions.expr.checks import check_expression, infer_kind
from argogen.argo.expressions.expr.functions import load_functions
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_path_reader import read_name_paths
from argogen.argo.expressions.name_paths import find_name_paths
from argogen.argo.expressions.tags import mask_tags
from argogen.argo.expressions.tree import (
    Conditional,
    Expression,
    ExpressionSequence,
    ExpressionSyntaxError,
    FunctionCall,
    walk,
)
from argogen.argo.value_kinds import ANY, TRUTH
from argogen.argo.versions import VERSIONS
from argogen.linter.model.expressions import LocatedExpression, kind_of, list_expressions
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.suggestions import suggest

_SAID: Mapping[str, str] = {
    "text": "a text", "number": "a number", "list": "a list", "map": "a mapping", "nil": "nothing",
}  # fmt: skip


def check_expressions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid expressions, unknown functions and variables, and operations on incompatible types."""
    for located in list_expressions(subject):
        # a tag inside of an expression without braces is filled in first, with whatever it gives
        text = mask_tags(located.expression)
        try:
            root = parse(text)
        except ExpressionSyntaxError as fault:
            yield _diagnose("bad-expression", fault.message, located, fault.start, fault.end, fault.hint)
            continue
        yield from _check(root, text, located, subject)


def _check(root: Expression, text: str, located: LocatedExpression, subject: Subject) -> Iterator[RuleDiagnostic]:
    minuses = [chain for chain in read_name_paths(text, lambda _: False) if chain.minus]
    for problem in check_expression(root, text, kind_of(located)):
        if any(chain.start <= problem.start and problem.end <= chain.end for chain in minuses):
            continue  # the dash has been reported
        fix = problem.fix.replace(text[problem.start : problem.end], ORIGINAL) or None
        yield _diagnose(problem.name, problem.message, located, problem.start, problem.end, problem.hint, fix)
    yield from _check_names(root, text, located)
    yield from _check_version(root, located, subject.version)
    kind = infer_kind(root, text, kind_of(located))
    if located.is_condition and kind not in (TRUTH, ANY):
        message = f"this gives {_SAID[kind]}, and Argo needs true or false"
        yield _diagnose("no-condition", message, located, root.start, root.end)


def _check_names(root: Expression, text: str, located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Report unknown variables where all are known: to Argo each is nil, or an error."""
    names = located.names
    for chain in find_name_paths(root, text) if names is not None else ():
        first, *rest = chain.parts
        if chain.called or not first.isascii():
            continue
        known: Mapping[str, object] = names or {}
        end, missing, of = chain.start + len(first), first, ""
        if first in known and rest:
            fields = (names or {})[first]
            if not fields or rest[0] in fields:
                continue
            known, end, missing, of = fields, chain.end, rest[0], f"{first}."
        elif first in known:
            continue
        hint = suggest(missing, known, f"known here: {', '.join(f'{of}{name}' for name in known)}", prefix=of)
        yield _diagnose("unknown-name", f"nothing is called '{of}{missing}' here", located, chain.start, end, hint)


def _check_version(root: Expression, located: LocatedExpression, version: str) -> Iterator[RuleDiagnostic]:
    """Report functions that the Argo version does not have, and `if` and `;`, which came with expr-lang 1.17."""
    for node in walk(root):
        start, end, what, since = _newness(node, located.expression)
        if since and VERSIONS.index(version) < VERSIONS.index(since):
            message = f"Argo {version} does not know {what}"
            yield _diagnose("newer-function", message, located, start, end, f"it is there since {since}")


def _newness(node: Expression, text: str) -> tuple[int, int, str, str]:
    """Return the span of what older versions do not have, what it is, and the version that introduced it."""
    if isinstance(node, FunctionCall):
        name = text[node.of.start : node.of.end]
        function = load_functions().get(name)
        return node.of.start, node.of.end, f"the function '{name}'", function.since if function else ""
    if isinstance(node, Conditional) and text.startswith("if", node.start):
        return node.start, node.start + 2, "'if'", "3.6"
    if isinstance(node, ExpressionSequence):
        end = node.steps[0].end
        return end, end + 1, "';'", "3.6"
    return node.start, node.end, "", ""


def _diagnose(
    rule: str, message: str, located: LocatedExpression, start: int, end: int, hint: str = "", fix: str | None = None
) -> RuleDiagnostic:
    return RuleDiagnostic(
        rule,
        message,
        located.origin,
        hint,
        located.field,
        located.text,
        located.start + start,
        located.start + max(end, start + 1),
        fix=fix,
    )
