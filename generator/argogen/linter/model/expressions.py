"""List the expr-lang expressions in a Context, with the variables that are available in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.expr.functions import FunctionSignature, load_builtin_functions
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tags import find_tags, mask_tags
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.value_kinds import ANY, LIST, MAP, NIL, STRING
from argogen.argo.variables import VariableScope, find_variable_kind, list_fields
from argogen.context import Template
from argogen.linter.model.nodes import fields_of, is_loop, mapping_in, mappings_in
from argogen.linter.model.retries import list_retries
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText
from argogen.yaml.node_path import NodePath

Names = Mapping[str, Mapping[str, str]]
"""The names that are available in an expression, each with its fields and their kinds."""

RETRY: Names = list_fields(VariableScope.RETRY)
CRON: Names = list_fields(VariableScope.CRON)
HTTP: Names = list_fields(VariableScope.HTTP)
DATA: Names = list_fields(VariableScope.DATA)


# Lists as JSON in plain tags; in an expression, the variables below them make maps of them (util/expand/expand.go).
_MAPS = {("inputs", "parameters"), *(("workflow", word) for word in ("parameters", "labels", "annotations"))}


class LocatedExpression(NamedTuple):
    """An expression, which starts at `start` of its `text`.

    `names` are the available variables, None if they depend on the enclosing steps. `is_condition` if the result must
    be a boolean. `functions` are the available functions, None for all. Without `has_tags`, it has no tags. `item_kind`
    is the kind of the items of the loop, and `data_kind` that of `data` in a data template. `hooked` is the step or
    task whose hook has the expression.
    """

    expression: str
    text: str
    origin: NodePath
    field: str
    start: int = 0
    names: Names | None = None
    is_condition: bool = False
    has_tags: bool = True
    functions: Mapping[str, FunctionSignature] | None = None
    below: NodePath = ()
    item_kind: str = ANY
    hooked: str = ""
    data_kind: str = ANY


def list_expressions(subject: Subject) -> Sequence[LocatedExpression]:
    """Return the expressions of a Context."""
    return subject.derive(_find_all)


def _find_all(subject: Subject) -> Sequence[LocatedExpression]:
    return tuple(_find(subject))


def _find(subject: Subject) -> Iterator[LocatedExpression]:
    for text in subject.texts:
        yield from _in_tags(text, subject)
    yield from _of_workflow(subject)
    for retry in list_retries(subject):
        if condition := retry.value.get("expression"):
            at: Any = {"names": RETRY, "is_condition": True, "below": (*retry.below, "expression")}
            yield LocatedExpression(condition, condition, retry.origin, "retryStrategy", **at)
    for site, hook in subject.hooks:
        if hook.expression is not None:
            at = {"is_condition": True, "hooked": site.call.name if site is not None else ""}
            yield LocatedExpression(hook.expression, hook.expression, hook.origin, "expression", **at)
    for template in subject.all_templates:
        yield from _of_template(template)


def kind_of(located: LocatedExpression) -> Any:
    """Return a function that maps the names that are available in an expression to their kinds."""

    def find(parts: tuple[str, ...]) -> str:
        if located.names is not None:
            root, *rest = parts
            if located.names is DATA and not rest and root == "data":
                return located.data_kind
            if len(rest) == 1:
                return located.names.get(root, {}).get(rest[0], ANY)
            return find_variable_kind(parts) if parts[0] in located.names and not rest else ANY
        if parts == ("item",):
            return located.item_kind
        if located.hooked and parts[1:2] == (located.hooked,) and parts[2:] != ("status",):
            return NIL
        return MAP if parts in _MAPS else find_variable_kind(parts)

    return find


def _in_tags(text: TaggedText, subject: Subject) -> Iterator[LocatedExpression]:
    for tag in text.tags:
        if tag.is_expression:
            kind = _find_item_kind(text, subject) if "item" in tag.body else ANY
            yield LocatedExpression(tag.body[1:], text.value, text.origin, "", tag.start + 3, item_kind=kind)


def _find_item_kind(text: TaggedText, subject: Subject) -> str:
    """Return the kind of `item`: Argo provides mappings as such, and all other items as strings."""
    if text.call is None or not is_loop(text.call):
        return ANY
    if text.call.with_sequence is not None:
        return STRING
    items = subject.items_of(text.call).items
    return (MAP if any(isinstance(item, Mapping) for item in items) else STRING) if items else ANY


def _of_workflow(subject: Subject) -> Iterator[LocatedExpression]:
    workflow = subject.workflow
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
    for output in template.outputs:
        if output.expression is not None:
            yield LocatedExpression(output.expression, output.expression, output.origin, "expression")
    http = getattr(template, "http", None) or {}
    if http.get("successCondition"):
        condition = http["successCondition"]
        yield LocatedExpression(
            condition, condition, template.origin, "successCondition", names=HTTP, is_condition=True
        )
    if template.data is not None:
        yield from list_transformations(template)


def list_transformations(template: Template) -> Iterator[LocatedExpression]:
    """Yield the expressions of a data template: the first transforms a list of paths, and each other the last result.

    Argo skips a transformation with an empty expression.
    """
    kind, functions = LIST, load_builtin_functions()
    for index, each in enumerate(mappings_in(template.data or {}, "transformation")):
        text, below = each.get("expression"), ("data", "transformation", index, "expression")
        if isinstance(text, str) and text:
            at: Any = {"names": DATA, "functions": functions, "below": below, "data_kind": kind}
            located = LocatedExpression(text, text, template.origin, "expression", **at)
            yield located
            kind = find_result_kind(located)


def find_result_kind(located: LocatedExpression) -> str:
    """Return the kind of the result of an expression; ANY if it is invalid."""
    text = mask_tags(located.expression) if located.has_tags else located.expression
    try:
        return infer_kind(parse(text), text, kind_of(located))
    except ExpressionSyntaxError:
        return ANY
