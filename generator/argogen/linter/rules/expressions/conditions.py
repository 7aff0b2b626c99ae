"""Check conditions (`when`) in govaluate syntax; Argo inserts the values of template tags before it parses them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.argo.evaluation.errors import EvaluationError, MissingLibraryError
from argogen.argo.expressions.tags import MASK, find_tags
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    Identifier,
    Literal,
    RuntimeValue,
    walk,
)
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.expressions.when.parse import parse
from argogen.late import import_late
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import CallSite
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.yaml.emitter.scalars import write_item
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.argo.evaluation.govaluate import evaluation as govaluate
    from argogen.linter.rules.expressions import intended_conditions
else:
    govaluate = import_late("argogen.argo.evaluation.govaluate.evaluation")
    intended_conditions = import_late("argogen.linter.rules.expressions.intended_conditions")

# Limits of the conditions that are parsed with known values, in total: characters, and multiples of the length.
_MAX_CHARACTERS, _MAX_REPEATS = 50_000, 20
_EMPTY_STRING = re.compile(r"''|\"\"")


def check_conditions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report conditions that are invalid or constant."""
    for caller in subject.callers:
        if caller.call.when is not None:
            find = partial(_find_meant, caller, subject)
            when = _When(caller.call.when, caller.call.origin, find)
            found = list(_check_parsed(when))
            yield from found
            if all(diagnostic.rule == "unquoted-tag" for diagnostic in found):
                yield from _check_values(when, caller, subject)
                yield from _check_emptiness(when, caller, subject)
    cron = subject.workflow.cron.get("when")
    if isinstance(cron, str):
        when = _When(cron, subject.workflow.origin, _find_meant_of_cron)
        yield from _check_parsed(when, bare_words=False)


def _find_meant(caller: CallSite, subject: Subject, when: str) -> str:
    return intended_conditions.find_intended_condition(when, caller, subject)


def _find_meant_of_cron(when: str) -> str:
    return intended_conditions.find_intended_cron_condition(when)


class _When(NamedTuple):
    """A condition, and the origin of its node; `find_meant` returns the condition with the braces that it lacks."""

    text: str
    origin: NodePath
    find_meant: Callable[[str], str]

    @property
    def hint(self) -> str:
        """The hint for references without braces, or ""."""
        meant = self.find_meant(self.text)
        return f"write when: {write_item(meant)}" if meant else ""

    def find(self, rule: str, message: str, hint: str, start: int, end: int, fix: str | None = None) -> RuleDiagnostic:
        """Return a diagnostic for a span of the condition."""
        return RuleDiagnostic(rule, message, self.origin, hint, "when", self.text, start, max(end, start + 1), fix=fix)


def _check_parsed(when: _When, *, bare_words: bool = True) -> Iterator[RuleDiagnostic]:
    if not when.text.strip():
        return
    try:
        root = parse(when.text, bare_words=bare_words)
        decided = _decide(when.text, root, bare_words=bare_words)
    except ExpressionSyntaxError as fault:
        fix = _fix(when.text, fault)
        hint, message = fault.hint if bare_words else "quote strings, and write variables as {{NAME}}", fault.message
        if fix is None and (meant := when.hint):
            word = when.text[fault.start : fault.end]
            hint, message = meant, f"reference without braces: '{word}'" if word[:1].isalpha() else message
        yield when.find("invalid-expression", message, hint, fault.start, fault.end, fix)
        return
    if decided is not None and when.text not in ("true", "false"):  # these may be the result of `${{ }}`
        hint = "remove the condition" if decided else "remove the step, or correct the condition"
        hint = when.hint or hint
        message = f"condition is always {'true' if decided else 'false'}"
        yield when.find("constant-condition", message, hint, root.start, root.end)
    yield from _check_quotes(when, root)


def _decide(text: str, root: Expression, *, bare_words: bool) -> bool | None:
    """Return the value of a condition; None if it is known only at run time.

    Without tags, the order in which Argo evaluates decides, which differs from that of the tree in long chains.
    """
    decided = evaluate_condition(root)
    if decided is None or isinstance(root, Literal) or find_tags(text):
        return decided
    evaluate = govaluate.evaluate_when if bare_words else govaluate.evaluate_cron_when
    try:
        return evaluate(text)
    except EvaluationError as error:
        raise ExpressionSyntaxError(error.message.strip(), root.start, root.end) from error
    except MissingLibraryError:
        return decided


def _fix(when: str, fault: ExpressionSyntaxError) -> str | None:
    """Return the operator that was intended."""
    is_known = fault.operator in ("==", "!=", "&&", "||", ">=", "<=")
    return fault.operator if is_known and when[fault.start : fault.end] else None


def _check_quotes(when: _When, root: Expression) -> Iterator[RuleDiagnostic]:
    """Report unquoted tags: an empty value, or one with a space or dash, makes the condition invalid."""
    texts = {id(side) for node in walk(root) for side in _compared_with_text(node)}
    for node in walk(root):
        if isinstance(node, RuntimeValue) and not node.quoted and node is not root and set(node.text) == {MASK}:
            tag = when.text[node.start : node.end]
            if not tag.startswith("{{="):
                message = "unquoted template tag: the condition is invalid if the value is empty or has a space or dash"
                hint = "quote the tag and the operand that it is compared with"
                fix = f"'{ORIGINAL}'" if id(node) in texts else None
                yield when.find("unquoted-tag", message, hint, node.start, node.end, fix)


def _compared_with_text(node: Expression) -> tuple[Expression, ...]:
    """Return the operands of a comparison with a string; a bare word is a string."""
    if not isinstance(node, BinaryOperation) or node.operator not in ("==", "!=", "=~", "!~"):
        return ()
    sides = (node.left, node.right)
    is_text = any(isinstance(side, Identifier) or isinstance(getattr(side, "value", None), str) for side in sides)
    return sides if is_text else ()


def _check_values(when: _When, caller: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a known value for which the condition is invalid.

    The whole condition is parsed for each value; not all values are tried in a very long condition.
    """
    left = max(_MAX_CHARACTERS, _MAX_REPEATS * len(when.text))
    for tag in find_tags(when.text):
        for value in _list_values(tag.body.strip(), caller, subject):
            left -= len(when.text) + len(value)
            if left < 0:
                return
            fault = _fault_with(when.text[: tag.start] + value + when.text[tag.end :])
            if fault is not None:
                message = f"condition is invalid if the value is '{value}': {fault.message}"
                hint = "quote the tag and the operand that it is compared with"
                yield when.find("fragile-condition", message, hint, tag.start, tag.end)
                break


def _check_emptiness(when: _When, caller: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unquoted tags that are compared with the empty string, so that their values may be empty."""
    for node in walk(parse(when.text)) if _EMPTY_STRING.search(when.text) else ():
        if isinstance(node, BinaryOperation) and node.operator in ("==", "!="):
            for tag, other in ((node.left, node.right), (node.right, node.left)):
                if _is_unquoted(tag) and isinstance(other, Literal) and other.value == "":
                    yield from _check_empty(when, when.text[tag.start : tag.end], tag.start, caller, subject)


def _is_unquoted(node: Expression) -> bool:
    return isinstance(node, RuntimeValue) and not node.quoted and set(node.text) == {MASK}


def _check_empty(when: _When, tag: str, start: int, caller: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    if not tag.startswith("{{=") and not _list_values(tag.strip("{} "), caller, subject):
        message = "condition is invalid if the value is empty, with which it is compared"
        yield when.find("fragile-condition", message, "quote the tag", start, start + len(tag), f"'{ORIGINAL}'")


def _fault_with(filled: str) -> ExpressionSyntaxError | None:
    try:
        evaluate_condition(parse(filled))
    except ExpressionSyntaxError as fault:
        return fault
    return None


def _list_values(name: str, caller: CallSite, subject: Subject) -> Sequence[str]:
    """Return the known values of a tag: those of a parameter, or of literal items."""
    if name == "item" or name.startswith("item."):
        return subject.items_of(caller.call).values.get(name, ())
    parameter = subject.find_parameter(name, caller.template)
    passed = [each.value for each in subject.derive(PassedValues).find(name, caller.template)]
    return tuple(dict.fromkeys((*(() if parameter is None else _values_of(parameter)), *passed)))


def _values_of(parameter: Any) -> tuple[str, ...]:
    given = (parameter.value, parameter.default, *parameter.enum)
    return tuple(dict.fromkeys(value for value in given if value is not None and "{{" not in value))
