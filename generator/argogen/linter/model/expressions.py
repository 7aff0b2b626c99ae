"""The expressions of expr-lang in a Context, and the variables that each sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import find_tags
from argogen.argo.value_kinds import ANY, TEXT
from argogen.argo.variables import VariableScope, find_variable_kind, list_fields
from argogen.context import Retry, Template
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText
from argogen.yaml.node_path import NodePath

Names = Mapping[str, Mapping[str, str]]
"""The names that an expression sees, each with its fields and their kinds."""

RETRY: Names = list_fields(VariableScope.RETRY)
CRON: Names = list_fields(VariableScope.CRON)
HTTP: Names = list_fields(VariableScope.HTTP)


class LocatedExpression(NamedTuple):
    """An expression, which starts at `start` of its `text`.

    `names` are all that it sees, None where that depends on the steps around it. `is_condition` if it has to say true
    or false.
    """

    expression: str
    text: str
    origin: NodePath
    field: str
    start: int = 0
    names: Names | None = None
    is_condition: bool = False


def list_expressions(subject: Subject) -> Iterator[LocatedExpression]:
    """Yield the expressions of a Context."""
    for text in subject.texts:
        yield from _in_tags(text)
    yield from _of_workflow(subject)
    for _, hook in subject.hooks:
        if hook.expression is not None:
            yield LocatedExpression(hook.expression, hook.expression, hook.origin, "expression", is_condition=True)
    for template in subject.all_templates:
        yield from _of_template(template)


def kind_of(located: LocatedExpression) -> Any:
    """Return a function from the names that an expression sees to their kinds."""

    def find(parts: tuple[str, ...]) -> str:
        if located.names is not None:
            root, *rest = parts
            fields = located.names.get(root, {})
            return fields.get(rest[0], ANY) if len(rest) == 1 else TEXT if parts == ("retries",) else ANY
        return find_variable_kind(parts)

    return find


def _in_tags(text: TaggedText) -> Iterator[LocatedExpression]:
    for tag in text.tags:
        if tag.is_expression:
            yield LocatedExpression(tag.body[1:], text.value, text.origin, "", tag.start + 3)


def _of_workflow(subject: Subject) -> Iterator[LocatedExpression]:
    workflow = subject.workflow
    yield from _of_retry(workflow.retry, workflow.origin)
    when = workflow.cron.get("when") or ""
    for tag in find_tags(when):
        if tag.is_expression:
            yield LocatedExpression(tag.body[1:], when, workflow.origin, "when", tag.start + 3, CRON)
    stop = (workflow.cron.get("stopStrategy") or {}).get("expression")
    if stop:
        yield LocatedExpression(stop, stop, workflow.origin, "stopStrategy", names=CRON, is_condition=True)
    metadata = mapping_in(fields_of(workflow), "workflowMetadata")
    sources = mapping_in(metadata, "labelsFrom")
    for text in (mapping_in(sources, label).get("expression") for label in sources):
        if isinstance(text, str):
            yield LocatedExpression(text, text, workflow.origin, "workflowMetadata")


def _of_template(template: Template) -> Iterator[LocatedExpression]:
    yield from _of_retry(template.retry, template.origin)
    for output in template.outputs:
        if output.expression is not None:
            yield LocatedExpression(output.expression, output.expression, output.origin, "expression")
    http = getattr(template, "http", None) or {}
    if http.get("successCondition"):
        condition = http["successCondition"]
        yield LocatedExpression(
            condition, condition, template.origin, "successCondition", names=HTTP, is_condition=True
        )


def _of_retry(retry: Retry | None, origin: NodePath) -> Iterator[LocatedExpression]:
    if retry is not None and retry.expression:
        yield LocatedExpression(
            retry.expression, retry.expression, origin, "retryStrategy", names=RETRY, is_condition=True
        )
