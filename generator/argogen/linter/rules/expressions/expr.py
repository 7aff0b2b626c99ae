"""Check expr-lang expressions, which Argo parses only at run time."""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set

from argogen.argo.behavior import STATEMENTS
from argogen.argo.expressions.expr.checks import check_expression, infer_kind
from argogen.argo.expressions.expr.functions import load_functions
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_path_reader import read_name_paths
from argogen.argo.expressions.name_paths import NamePath, find_name_paths
from argogen.argo.expressions.tags import mask_tags
from argogen.argo.expressions.tree import (
    Conditional,
    Expression,
    ExpressionSequence,
    ExpressionSyntaxError,
    FunctionCall,
    Identifier,
    MemberAccess,
    walk,
)
from argogen.argo.value_kinds import ANY, BOOLEAN, NUMBER, STRING
from argogen.argo.versions import ArgoVersion
from argogen.linter.model.expressions import LocatedExpression, kind_of, list_expressions
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.suggestions import suggest

# Argo searches the tokens of an expression for these (anyVarNotInEnv in util/template/expression_template.go).
_LATE = frozenset({"item", "retries"})

_KIND_NAMES: Mapping[str, str] = {
    "string": "a string", "number": "a number", "list": "a list", "map": "a map", "nil": "nil",
}  # fmt: skip


def check_expressions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid expressions, unknown functions and variables, and operations on incompatible types."""
    for located in list_expressions(subject):
        yield from check_located(located, subject)


def check_located(located: LocatedExpression, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report the violations in one expression."""
    # Argo replaces tags within an expression without braces before it parses the expression
    text = mask_tags(located.expression) if located.has_tags else located.expression
    try:
        root = parse(text)
    except ExpressionSyntaxError as fault:
        yield _diagnose("invalid-expression", fault.message, located, fault.start, fault.end, fault.hint)
        return
    yield from _check(root, text, located, subject)


def _check(root: Expression, text: str, located: LocatedExpression, subject: Subject) -> Iterator[RuleDiagnostic]:
    minuses = [chain for chain in read_name_paths(text, lambda _: False) if chain.minus] if "-" in text else []
    for problem in check_expression(root, text, kind_of(located), located.functions):
        before = bisect_right(minuses, problem.start, key=operator.attrgetter("start"))
        if before and problem.end <= minuses[before - 1].end:
            continue  # the dash has been reported
        fix = problem.fix.replace(text[problem.start : problem.end], ORIGINAL) or None
        yield _diagnose(problem.name, problem.message, located, problem.start, problem.end, problem.hint, fix)
    yield from _check_names(root, text, located)
    yield from _check_members(root, text, located)
    yield from _check_version(root, located, subject.version)
    kind = infer_kind(root, text, kind_of(located))
    if located.is_condition and kind not in (BOOLEAN, ANY):
        message = f"condition must be a boolean, got {_KIND_NAMES[kind]}"
        yield _diagnose("non-boolean-condition", message, located, root.start, root.end)


def _check_members(root: Expression, text: str, located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Report members of tags with the name of a variable that Argo resolves later: it leaves the tag unresolved."""
    nodes = list(walk(root)) if not located.field and any(word in text for word in _LATE) else []
    used = {node.name for node in nodes if isinstance(node, Identifier)}
    for node in nodes:
        if isinstance(node, MemberAccess) and _is_late(text[node.key.start - 1 : node.key.end], used):
            name = text[node.key.start : node.key.end]
            message = f"member '{name}' has the name of a variable: Argo leaves this tag unresolved"
            fix = f"['{name}']"
            yield _diagnose("reserved-member", message, located, node.key.start - 1, node.key.end, f"use {fix}", fix)


def _is_late(member: str, used: Set[str]) -> bool:
    return member[:1] == "." and member[1:] in _LATE and member[1:] not in used


def _check_names(root: Expression, text: str, located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Report unknown variables where all variables are known: Argo evaluates them to nil or fails."""
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
                yield from _check_field(chain, fields, located) if len(rest) > 1 else ()
                continue
            known, end, missing, of = fields, chain.end, rest[0], f"{first}."
        elif first in known:
            continue
        hint = suggest(missing, known, f"known variables: {', '.join(f'{of}{name}' for name in known)}", prefix=of)
        yield _diagnose(
            "unknown-expression-variable", f"unknown variable '{of}{missing}'", located, chain.start, end, hint
        )


def _check_field(chain: NamePath, fields: Mapping[str, str], located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Report a field of a variable that is a string or a number."""
    variable, kind = ".".join(chain.parts[:2]), fields.get(chain.parts[1])
    if kind in (STRING, NUMBER):
        message = f"'{variable}' is {_KIND_NAMES[kind]}, and has no field '{chain.parts[2]}'"
        hint = f"use fromJSON({variable}).{chain.parts[2]}" if kind == STRING else ""
        yield _diagnose("incompatible-types", message, located, chain.start, chain.end, hint)


def _check_version(root: Expression, located: LocatedExpression, version: ArgoVersion) -> Iterator[RuleDiagnostic]:
    """Report functions that the Argo version does not have, and `if` and `;`, which expr-lang 1.17 introduced."""
    for node in walk(root):
        start, end, syntax, since = _find_newer_syntax(node, located.expression)
        if since and version.is_before(since):
            message = f"{syntax} requires Argo {since} or later (version: {version})"
            yield _diagnose("unsupported-function", message, located, start, end)


def _find_newer_syntax(node: Expression, text: str) -> tuple[int, int, str, str]:
    """Return the span and name of syntax that older versions lack, and the version that introduced it."""
    if isinstance(node, FunctionCall):
        name = text[node.of.start : node.of.end]
        function = load_functions().get(name)
        return node.of.start, node.of.end, f"function '{name}'", function.since if function else ""
    if isinstance(node, Conditional) and text.startswith("if", node.start):
        return node.start, node.start + 2, "'if'", STATEMENTS.since[0]
    if isinstance(node, ExpressionSequence):
        end = node.steps[0].end
        return end, end + 1, "';'", STATEMENTS.since[0]
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
        below=located.below,
    )
