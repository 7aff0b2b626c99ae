"""Find the known items of loops whose list arrives through a template tag."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from argogen.argo.expressions.expr.parse import parse
from argogen.argo.expressions.name_paths import as_name_path
from argogen.argo.expressions.tags import find_tags
from argogen.argo.expressions.tree import Expression, ExpressionSyntaxError, FunctionCall
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.loop_items import LoopItems
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.subject import Subject

# Functions that return lists of strings or numbers.
_SCALARS = frozenset(
    {"split", "sprig.splitList", "sprig.until", "sprig.untilStep", "sprig.sortAlpha", "keys", "sprig.keys"}
)
_TO_JSON = frozenset({"toJson", "toJSON", "sprig.toJson"})


class KnownItems(NamedTuple):
    """The items of a loop, and where they are set; without `is_certain`, the list can be another one."""

    items: LoopItems
    source: str
    is_certain: bool


class KnownLists:
    """The lists that loops are known to get through the only tag of their `withParam`."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._found: dict[int, Sequence[KnownItems]] = {}

    def find(self, site: CallSite) -> Sequence[KnownItems]:
        """Return the known lists of a loop."""
        if id(site.call) not in self._found:
            self._found[id(site.call)] = _find_lists(site, self._subject)
        return self._found[id(site.call)]


def _find_lists(site: CallSite, subject: Subject) -> Sequence[KnownItems]:
    text = site.call.with_param or ""
    tags = find_tags(text)
    if len(tags) != 1 or text.strip() != text[tags[0].start : tags[0].end]:
        return ()
    if tags[0].is_expression:
        return [KnownItems(_index(site, [""]), "an expression", True)] if _returns_scalars(tags[0].body[1:]) else ()
    listed = _list_values(tags[0].body.strip(), site, subject)
    return [KnownItems(_index(site, items), source, is_certain) for items, source, is_certain in listed]


def _index(site: CallSite, items: Sequence[Any]) -> LoopItems:
    return LoopItems(site.call._replace(with_items=tuple(items), with_param=None))


def _list_values(name: str, site: CallSite, subject: Subject) -> Iterator[tuple[Sequence[Any], str, bool]]:
    for passed in subject.derive(PassedValues).find(name, site.template):
        if (items := _read_list(passed.value)) is not None:
            yield items, passed.source, passed.is_certain
    parts = name.split(".")
    producer = subject.calls(site.template).get(parts[1]) if parts[0] in ("steps", "tasks") and parts[1:] else None
    called = subject.called(producer.call) if producer is not None else None
    if producer is None or called is None or called.raw:
        return
    if parts[2:] == ["outputs", "parameters"] and is_loop(producer.call) and called.outputs:
        yield [{output.name: "" for output in called.outputs}], f"the outputs of '{parts[1]}'", True


def _read_list(text: str) -> Sequence[Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, list) else None


def _returns_scalars(expression: str) -> bool:
    """Return whether an expression converts a list of strings or numbers to JSON."""
    try:
        root = parse(expression)
    except ExpressionSyntaxError:
        return False
    inner = root.arguments[0] if _name(root, expression) in _TO_JSON and isinstance(root, FunctionCall) else None
    return inner is not None and _name(inner, expression) in _SCALARS


def _name(node: Expression, text: str) -> str:
    """Return the name of a called function, "" for other nodes."""
    path = as_name_path(node.of, text) if isinstance(node, FunctionCall) and node.arguments else None
    return "" if path is None else ".".join(path.parts)
