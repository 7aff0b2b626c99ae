"""Code injection."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tags import Tag, find_tags
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.value_kinds import NUMBER, TRUTH
from argogen.argo.variables import find_variable_kind
from argogen.linter.model.containers import ContainerFields
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import Name, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_SHELLS = re.compile(r"(?:.*/)?(?:a|ba|da|k|z)?sh|(?:.*/)?(?:python[0-9.]*|node|perl|ruby|bash)")
# Roots of values that come from outside of the workflow, or from what runs in it.
_FROM_OUTSIDE = frozenset({"inputs", "item", "steps", "tasks"})


def find_injected_values(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report values that become part of a program's text: a value could contain code."""
    for container in subject.containers:
        for field, program in _programs(container):
            text = TaggedText(program, TextRole.TEMPLATE, container.origin, field, container.template)
            for use in uses_in(text):
                tag = next(tag for tag in find_tags(program) if tag.start <= use.start < tag.end)
                if _is_from_outside(use.parts) and not _is_harmless(tag):
                    message = "this value becomes part of the program, whatever is in it"
                    hint = "pass it through env, and use the variable in quotes"
                    yield RuleDiagnostic(
                        "injected-value", message, container.origin, hint, field, program, tag.start, tag.end
                    )


def _is_from_outside(parts: Name) -> bool:
    return parts[0] in _FROM_OUTSIDE or parts[:2] == ("workflow", "parameters")


def _is_harmless(tag: Tag) -> bool:
    """Whether its value can only be a number or boolean."""
    if not tag.is_expression:
        return False
    try:
        return infer_kind(parse(tag.body[1:]), tag.body[1:], find_variable_kind) in (NUMBER, TRUTH)
    except ExpressionSyntaxError:
        return False


def _programs(container: ContainerFields) -> Iterator[tuple[str, str]]:
    """Yield the texts that are run as programs: a script's source, and the argument of a shell's `-c`."""
    source = container.fields.get("source")
    if source:
        yield "source", source
    words = [*(container.fields.get("command") or ()), *(container.fields.get("args") or ())]
    for before, flag, program in zip(words, words[1:], words[2:], strict=False):
        if re.fullmatch(r"-[a-z]*[ce]", str(flag)) and _SHELLS.fullmatch(str(before)) and isinstance(program, str):
            yield "args", program
