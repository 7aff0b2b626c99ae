"""Every expression of expr-lang in a Context, and what Argo lets each of them see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.expr.kinds import ANY, MAP, NUMBER, TEXT
from argogen.argo.expressions.tags import find_tags
from argogen.context import Retry, Template
from argogen.lint.model.nodes import fields_of
from argogen.lint.model.subject import Subject
from argogen.lint.model.texts import Text
from argogen.yaml.node_path import NodePath

_OF_CRON: Mapping[str, str] = {
    "name": TEXT, "namespace": TEXT, "labels": MAP, "annotations": MAP, "failed": NUMBER, "succeeded": NUMBER,
    "lastScheduledTime": ANY,
}  # fmt: skip
_OF_RETRY: Mapping[str, str] = dict.fromkeys(("exitCode", "status", "duration", "message"), TEXT)
_OF_REQUEST: Mapping[str, str] = {"method": TEXT, "url": TEXT, "body": TEXT, "bodyBytes": ANY, "headers": MAP}
_OF_RESPONSE: Mapping[str, str] = {"statusCode": NUMBER, "body": TEXT, "headers": MAP}
_OF_STEPS = frozenset({"id", "startedAt", "finishedAt", "status", "ip", "hostNodeName", "exitCode"})

Names = Mapping[str, Mapping[str, str]]
"""The names that an expression sees, each with its fields and their kinds."""

RETRY: Names = {"lastRetry": _OF_RETRY, "retries": {}}
CRON: Names = {"cronworkflow": _OF_CRON}
HTTP: Names = {"request": _OF_REQUEST, "response": _OF_RESPONSE}


class Formula(NamedTuple):
    """An expression, which starts at `start` of the `text` that it stands in.

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


def formulas(subject: Subject) -> Iterator[Formula]:
    """The expressions of a Context."""
    for text in subject.texts:
        yield from _in_tags(text)
    yield from _of_workflow(subject)
    for _, hook in subject.hooks:
        if hook.expression is not None:
            yield Formula(hook.expression, hook.expression, hook.origin, "expression", is_condition=True)
    for template in subject.all_templates:
        yield from _of_template(template)


def kind_of(formula: Formula) -> Any:
    """Tells the kinds of the names that an expression sees."""

    def find(parts: tuple[str, ...]) -> str:
        if formula.names is not None:
            root, *rest = parts
            fields = formula.names.get(root, {})
            return fields.get(rest[0], ANY) if len(rest) == 1 else TEXT if parts == ("retries",) else ANY
        return kind_in_workflow(parts)

    return find


def kind_in_workflow(parts: tuple[str, ...]) -> str:
    """The kind of what Argo gives by a name. Nearly all of it is text (docs/variables.md)."""
    root, *rest = parts
    if root in ("steps", "tasks") and len(rest) > 1:
        is_text = rest[1] in _OF_STEPS or rest[1:] == ["outputs", "result"]
        return TEXT if is_text or (rest[1:3] == ["outputs", "parameters"] and len(rest) == 4) else ANY
    if root == "inputs":
        return TEXT if rest[:1] == ["parameters"] and len(rest) == 2 else ANY
    if root == "lastRetry":
        return _OF_RETRY.get(rest[0], ANY) if len(rest) == 1 else ANY
    if root == "workflow" and rest:
        length = {"parameters": 2, "labels": 2, "annotations": 2, "outputs": 3}.get(rest[0], 1)
        return TEXT if len(rest) == length else ANY
    return TEXT if parts == ("retries",) else ANY


def _in_tags(text: Text) -> Iterator[Formula]:
    for tag in text.tags:
        if tag.is_expression:
            yield Formula(tag.body[1:], text.value, text.origin, "", tag.start + 3)


def _of_workflow(subject: Subject) -> Iterator[Formula]:
    workflow = subject.workflow
    yield from _of_retry(workflow.retry, workflow.origin)
    when = workflow.cron.get("when") or ""
    for tag in find_tags(when):
        if tag.is_expression:
            yield Formula(tag.body[1:], when, workflow.origin, "when", tag.start + 3, CRON)
    stop = (workflow.cron.get("stopStrategy") or {}).get("expression")
    if stop:
        yield Formula(stop, stop, workflow.origin, "stopStrategy", names=CRON, is_condition=True)
    metadata = fields_of(workflow).get("workflowMetadata") or {}
    for source in (metadata.get("labelsFrom") or {}).values():
        yield Formula(source["expression"], source["expression"], workflow.origin, "workflowMetadata")


def _of_template(template: Template) -> Iterator[Formula]:
    yield from _of_retry(template.retry, template.origin)
    for output in template.outputs:
        if output.expression is not None:
            yield Formula(output.expression, output.expression, output.origin, "expression")
    http = getattr(template, "http", None) or {}
    if http.get("successCondition"):
        condition = http["successCondition"]
        yield Formula(condition, condition, template.origin, "successCondition", names=HTTP, is_condition=True)


def _of_retry(retry: Retry | None, origin: NodePath) -> Iterator[Formula]:
    if retry is not None and retry.expression:
        yield Formula(retry.expression, retry.expression, origin, "retryStrategy", names=RETRY, is_condition=True)
