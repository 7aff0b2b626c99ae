"""Check builtins with predicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.expr.checking.argument_checks import ArgumentChecker
from argogen.argo.evaluation.expr.natures import UNKNOWN, Nature, array_of, of_type
from argogen.argo.evaluation.expr.syntax.nodes import Builtin, Pointer, Predicate
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import ANY, BOOL, INT, SLICE
from argogen.argo.evaluation.trampoline import Task


class PredicateChecker(ArgumentChecker):
    """The part of the checker that knows about predicates."""

    def __init__(self) -> None:
        self._predicates: list[tuple[Nature, Mapping[str, Nature]]] = []

    def _with_predicate(self, node: Builtin) -> Task[Nature]:
        found: Nature = yield self.visit(node.arguments[0])
        collection = found.dereferenced()
        if not collection.is_array and not collection.is_unknown:
            self.fail(node.arguments[0], f"builtin {node.name} takes only array (got {collection.name})")
        if len(node.arguments) == 1:
            return of_type(INT) if node.name == "count" else UNKNOWN if collection.is_unknown else collection.element
        self._predicates.append((collection, _POINTERS.get(node.name, {})))
        predicate: Nature = yield self.visit(node.arguments[1])
        self._predicates.pop()
        if len(node.arguments) == 3:
            yield self.visit(node.arguments[2])
        result = predicate.inner or UNKNOWN
        if result.is_nil:
            wanted = "two input and one output" if node.name == "reduce" else "one input and one output"
            self.fail(node.arguments[1], f"predicate should has {wanted} param")
        if node.name in _BOOLEAN_PREDICATES and not result.is_bool and not result.is_unknown:
            self.fail(node.arguments[1], f"predicate should return boolean (got {result.name})")
        return _PREDICATE_RESULTS[node.name](collection, result)

    def _predicate(self, node: Predicate) -> Task[Nature]:
        inner: Nature = yield self.visit(node.inner)
        return Nature(types.function_of((ANY,), (inner.type or ANY,)), inner=inner)

    def _pointer(self, node: Pointer) -> Task[Nature]:
        yield from ()
        if not self._predicates:
            self.fail(node, "cannot use pointer accessor outside predicate")
        collection, variables = self._predicates[-1]
        if not node.name:
            return UNKNOWN if collection.is_unknown else collection.element
        if node.name not in variables:
            self.fail(node, f"unknown pointer #{node.name}")
        return variables[node.name]


_POINTERS: Mapping[str, Mapping[str, Nature]] = {
    "map": {"index": of_type(INT)}, "reduce": {"index": of_type(INT), "acc": UNKNOWN},
}  # fmt: skip
_BOOLEAN_PREDICATES = frozenset(
    {"all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex"}
)


def _bool(_: Nature, __: Nature) -> Nature:
    return of_type(BOOL)


def _int(_: Nature, __: Nature) -> Nature:
    return of_type(INT)


def _element(collection: Nature, _: Nature) -> Nature:
    return UNKNOWN if collection.is_unknown else collection.element


_PREDICATE_RESULTS: Mapping[str, Callable[[Nature, Nature], Nature]] = {
    **dict.fromkeys(("all", "none", "any", "one"), _bool), **dict.fromkeys(("find", "findLast"), _element),
    **dict.fromkeys(("findIndex", "findLastIndex", "count"), _int),
    "filter": lambda collection, _: of_type(SLICE) if collection.is_unknown else array_of(collection.element),
    "map": lambda _, result: array_of(result), "sum": lambda _, result: of_type(result.type or ANY),
    "groupBy": lambda collection, _: Nature(types.GROUPS, inner=array_of(collection.element)),
    "sortBy": lambda collection, _: collection, "reduce": lambda _, result: result,
}  # fmt: skip
