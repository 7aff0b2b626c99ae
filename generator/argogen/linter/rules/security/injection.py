"""Check for code injection."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tags import Tag
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.value_kinds import BOOLEAN, NUMBER
from argogen.argo.variables import find_variable_kind
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.programs.free_text import FreeText
from argogen.linter.model.programs.sources import Program, find_code, list_programs
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

# Functions whose results contain no code.
_SAFE = re.compile(r"\s*(?:toJson|sprig\.(?:b64enc|b32enc|sha\w+sum|adler32sum|toJson|int|int64|float64|atoi|len))\(")


def find_injected_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report values of any text in the code of a program, outside of strings: they could contain code."""
    free = FreeText(subject)
    for container in subject.containers:
        for program in list_programs(container) if _has_tags(container) else ():
            yield from _check_program(program, container, free)


def _has_tags(container: ContainerFields) -> bool:
    words = (*(container.fields.get("args") or ()), *(container.fields.get("command") or ()))
    code = container.template.python or container.template.notebook
    return code is not None or any("{{" in str(text) for text in (container.fields.get("source"), *words))


def _check_program(program: Program, container: ContainerFields, free: FreeText) -> Iterator[RuleDiagnostic]:
    text = TaggedText(program.source, TextRole.TEMPLATE, container.origin, program.field, container.template)
    code = find_code(program)
    for use, tag in _list_uses(text):
        if tag.start in code and free.is_free(use.parts, container.template) and not _is_harmless(tag):
            message = "possible code injection: this value becomes part of the program"
            hint = "pass it through an environment variable, and quote the variable"
            yield RuleDiagnostic(
                "code-injection", message, container.origin, hint, program.field, program.source, tag.start, tag.end
            )


def _list_uses(text: TaggedText) -> Iterator[tuple[VariableUse, Tag]]:
    """Yield the variables that a string uses, in order, each with its tag."""
    tags = iter(text.tags)
    tag = next(tags, None)
    for use in uses_in(text):
        while tag is not None and tag.end <= use.start:
            tag = next(tags, None)
        if tag is not None:
            yield use, tag


def _is_harmless(tag: Tag) -> bool:
    """Whether the value is always a number or boolean."""
    if not tag.is_expression:
        return False
    if _SAFE.match(tag.body, 1):
        return True
    try:
        return infer_kind(parse(tag.body[1:]), tag.body[1:], find_variable_kind) in (NUMBER, BOOLEAN)
    except ExpressionSyntaxError:
        return False
