"""Rewrite the tree of an expression, as the package optimizer of expr-lang does.

The rewrites are visible: constants are computed when an expression is compiled, which reports errors then, and the
errors of operands that a rewrite removes are not reported at all.
"""

from __future__ import annotations

from collections.abc import Callable

from argogen.argo.evaluation.expr.execution.folding import Folder
from argogen.argo.evaluation.expr.natures import Nature
from argogen.argo.evaluation.expr.syntax.nodes import (
    Array,
    Binary,
    Builtin,
    Constant,
    Member,
    Node,
    Pointer,
    Predicate,
    Root,
    Slot,
    as_integer,
    is_literal,
    walk_slots,
)
from argogen.argo.evaluation.golang.types import INT_SET, STRING_SET
from argogen.argo.evaluation.golang.values import GoMap
from argogen.argo.expressions.expr.operators import LOGICAL

_MAXIMUM_FOLDS = 1000
_COMBINED = {
    ("all", "and"): "and", ("all", "&&"): "&&", ("any", "or"): "or", ("any", "||"): "||", ("none", "and"): "or",
    ("none", "&&"): "||",
}  # fmt: skip


def optimize(node: Node, source: str) -> Node:
    """Return the rewritten tree. Raises EvaluationError for a constant that cannot be computed."""
    root = Root(node)
    _rewrite(root, _replace_array_of_in)
    for _ in range(_MAXIMUM_FOLDS):
        folder = Folder(source)
        _rewrite(root, folder.fold)
        if not folder.has_changed:
            break
    for visit in (
        _replace_range_of_in, _merge_map_of_filter, _count_filter, _find_last, _find_first, _combine_predicates,
        _add_array, _sum_map,
    ):  # fmt: skip
        _rewrite(root, visit)
    return root.node


def _rewrite(root: Root, visit: Callable[[Slot, Node], None]) -> None:
    for slot in walk_slots(root):
        visit(slot, slot.get())


def _put(slot: Slot, node: Node) -> None:
    """Replace a node by one with the same type."""
    node.nature = Nature(slot.get().nature.type)
    slot.put(node)


def _replace_array_of_in(slot: Slot, node: Node) -> None:
    """Make a set of the literals of `x in [1, 2]` and `x in ['a', 'b']`."""
    if not isinstance(node, Binary) or node.operator != "in" or not isinstance(node.right, Array):
        return
    items = node.right.items
    for kind, go_type in ((int, INT_SET), (str, STRING_SET)):
        if kind is int and node.left.nature.kind != "int":
            continue
        values = [item.value for item in items if isinstance(item, Constant) and is_literal(item, kind)]
        if items and len(values) == len(items):
            members = Constant(GoMap(go_type, dict.fromkeys(values)), is_literal=False, nature=Nature(go_type))
            _put(slot, Binary("in", node.left, members))
            return


def _replace_range_of_in(slot: Slot, node: Node) -> None:
    """Compare the bounds in `x in 1..3`."""
    if not isinstance(node, Binary) or node.operator != "in" or node.left.nature.kind != "int":
        return
    bounds = node.right
    if not isinstance(bounds, Binary) or bounds.operator != "..":
        return
    if as_integer(bounds.left) is not None and as_integer(bounds.right) is not None:
        low, high = Binary(">=", node.left, bounds.left), Binary("<=", node.left, bounds.right)
        _put(slot, Binary("and", low, high))


def _as_filter(node: Node) -> Builtin | None:
    is_filter = isinstance(node, Builtin) and node.name == "filter" and len(node.arguments) == 2
    return node if is_filter and isinstance(node, Builtin) else None


def _merge_map_of_filter(slot: Slot, node: Node) -> None:
    if not isinstance(node, Builtin) or node.name != "map" or len(node.arguments) != 2:
        return
    inner, predicate = _as_filter(node.arguments[0]), node.arguments[1]
    if inner is None or inner.mapped is not None or not isinstance(predicate, Predicate) or _uses_index(predicate):
        return
    _put(slot, Builtin("filter", inner.arguments, mapped=predicate.inner))


def _uses_index(predicate: Predicate) -> bool:
    nodes = (slot.get() for slot in walk_slots(Root(predicate)))
    return any(isinstance(node, Pointer) and node.name == "index" for node in nodes)


def _count_filter(slot: Slot, node: Node) -> None:
    if isinstance(node, Builtin) and node.name == "len" and len(node.arguments) == 1:
        inner = _as_filter(node.arguments[0])
        if inner is not None:
            _put(slot, Builtin("count", inner.arguments))


def _find_first(slot: Slot, node: Node) -> None:
    _replace_end_of_filter(slot, node, "first", "find", 0)


def _find_last(slot: Slot, node: Node) -> None:
    _replace_end_of_filter(slot, node, "last", "findLast", -1)


def _replace_end_of_filter(slot: Slot, node: Node, function: str, replacement: str, index: int) -> None:
    """Search for the first or last element in `filter(…)[0]` and `first(filter(…))`."""
    if isinstance(node, Member) and not node.is_optional and as_integer(node.key) == index:
        inner = _as_filter(node.of)
        if inner is not None:
            _put(slot, Builtin(replacement, inner.arguments, throws=True, mapped=inner.mapped))
    elif isinstance(node, Builtin) and node.name == function and len(node.arguments) == 1:
        inner = _as_filter(node.arguments[0])
        if inner is not None:
            _put(slot, Builtin(replacement, inner.arguments, mapped=inner.mapped))


def _combine_predicates(slot: Slot, node: Node) -> None:
    """Evaluate two predicates on the same list in one loop."""
    if not isinstance(node, Binary) or node.operator not in LOGICAL:
        return
    left, right = node.left, node.right
    if not isinstance(left, Builtin) or not isinstance(right, Builtin) or left.name != right.name:
        return
    operator = _COMBINED.get((left.name, node.operator))
    if operator is None or not _is_same(left.arguments[0], right.arguments[0]):
        return
    one, other = left.arguments[1], right.arguments[1]
    assert isinstance(one, Predicate)
    assert isinstance(other, Predicate)
    predicate = Predicate(Binary(operator, one.inner, other.inner))
    _combine_predicates(Slot(predicate, "inner"), predicate.inner)
    _put(slot, Builtin(left.name, [left.arguments[0], predicate]))


def _is_same(one: Node, other: Node) -> bool:
    """Return whether two nodes are written alike."""
    return one.nature.type == other.nature.type and _describe(one) == _describe(other)


def _describe(node: Node) -> list[object]:
    described: list[object] = []
    for slot in walk_slots(Root(node)):
        found = slot.get()
        own = [getattr(found, name, None) for name in ("operator", "name", "is_optional")]
        value = repr(found.value) if isinstance(found, Constant) else None
        described.append((type(found), slot.name, slot.index, value, *own))
    return described


def _add_array(slot: Slot, node: Node) -> None:
    """Add the elements of `sum([a, b])`."""
    if not isinstance(node, Builtin) or node.name != "sum" or len(node.arguments) != 1:
        return
    array = node.arguments[0]
    if isinstance(array, Array) and len(array.items) >= 2:
        *first, last = array.items
        for item in reversed(first):
            last = Binary("+", item, last)
        _put(slot, last)


def _sum_map(slot: Slot, node: Node) -> None:
    if not isinstance(node, Builtin) or node.name != "sum" or len(node.arguments) != 1:
        return
    inner = node.arguments[0]
    if isinstance(inner, Builtin) and inner.name == "map" and len(inner.arguments) == 2:
        _put(slot, Builtin("sum", inner.arguments))
