"""Check the expressions of WorkflowEventBindings, and find the expressions that were meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.tags import Tag, find_tags
from argogen.argo.expressions.tree import Literal
from argogen.argo.notation.names import check_subdomain
from argogen.argo.value_kinds import ANY, STRING
from argogen.linter.model.event_bindings import EVENT, list_binding_expressions
from argogen.linter.model.expressions import LocatedExpression, kind_of
from argogen.linter.model.subject import BINDING, Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.expressions.expr import check_located
from argogen.linter.rules.values.unreadable import find_unreadable
from argogen.yaml.emitter.scalars import write_item

_OF_EVENT = re.compile(rf"\b(?:{'|'.join(EVENT)})\b")
_PREFIX = re.compile(r"\bevent\s*\.\s*")
_HEADER = re.compile(r"\bmetadata\.(x-[\w-]+)", re.IGNORECASE)
_NAMES = ("name", "generateName")
_IS_CONSTANT = frozenset({"invalid-expression", "unknown-expression-variable"})


def check_binding_expressions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid expressions, and results that Argo does not accept."""
    for located in list_binding_expressions(subject.workflow):
        found = list(check_located(located, subject))
        yield from _suggest(found, located) if found else _check_result(located)


def _suggest(found: list[RuleDiagnostic], located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Yield the violations of an expression, or one with the expression that was meant, if that is known."""
    is_misspelled = found[0].hint.startswith("did you mean")
    meant = _find_meant(located) if found[0].rule in _IS_CONSTANT and not is_misspelled else ""
    if not meant:
        yield from found
        return
    fix = meant if found[0].rule == "invalid-expression" else None
    hint = f"write {meant}" if located.is_condition else f"write {located.field}: {write_item(meant)}"
    yield found[0]._replace(hint=hint, start=0, end=len(located.text), fix=fix)


def _find_meant(located: LocatedExpression) -> str:
    """Return the expression for a constant, for tags of the event or for a header; "" for other text."""
    text = located.text
    if tags := find_tags(text):
        return _join(text, tags)
    plain = _HEADER.sub(r'metadata["\1"]', _PREFIX.sub("", text))
    if plain != text or located.is_condition or _OF_EVENT.search(text):
        return plain if plain != text else ""
    return json.dumps(text, ensure_ascii=False)


def _join(text: str, tags: Sequence[Tag]) -> str:
    """Return the expression for a string with tags."""
    bodies = [_PREFIX.sub("", tag.body.lstrip("=").strip()) for tag in tags]
    if len(tags) == 1 and (tags[0].start, tags[0].end) == (0, len(text)):
        return bodies[0]
    pieces, end = [], 0
    for tag, body in zip(tags, bodies, strict=True):
        pieces += [*_quote(text[end : tag.start]), f"string({body})"]
        end = tag.end
    return " + ".join((*pieces, *_quote(text[end:])))


def _quote(text: str) -> list[str]:
    return [json.dumps(text, ensure_ascii=False)] if text else []


def _check_result(located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Report metadata that is not a string, and constants with tags, which Argo does not replace."""
    root = parse(located.text)
    kind, meant, rule = infer_kind(root, located.text, kind_of(located)), "", "incompatible-types"
    if located.below[:1] == ("submit_metadata",) and kind not in (STRING, ANY):
        meant = json.dumps(located.text) if isinstance(root, Literal) else f"string({located.text})"
        message = f"'{located.field}' must be a string, got a {kind}"
    elif isinstance(root, Literal) and isinstance(root.value, str) and _has_tag_of_event(root.value):
        meant, rule = _join(root.value, find_tags(root.value)), "invalid-expression"
        message = f"'{located.field}' has a template tag, which a {BINDING} does not replace"
    elif isinstance(root, Literal) and isinstance(root.value, str) and located.field in _NAMES:
        yield from _check_name(root.value, located)
    if meant:
        hint = f"write {located.field}: {write_item(meant)}"
        yield RuleDiagnostic(rule, message, located.origin, hint, located.field, located.text, below=located.below)


def _check_name(name: str, located: LocatedExpression) -> Iterator[RuleDiagnostic]:
    """Report a constant name, or beginning of a name, that Kubernetes rejects."""
    text = name.rstrip("-.") if located.field == "generateName" else name
    found = find_unreadable(text or None, check_subdomain, "invalid-name", located.origin, located.field)
    yield from (each._replace(text=located.text, start=0, end=0, below=located.below) for each in found)


def _has_tag_of_event(text: str) -> bool:
    return any(_OF_EVENT.search(tag.body) or _PREFIX.match(tag.body) for tag in find_tags(text))
