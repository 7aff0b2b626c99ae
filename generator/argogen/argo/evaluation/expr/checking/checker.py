"""Infer the types of an expression and reject invalid ones, as checker/checker.go of expr-lang does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from argogen.argo.evaluation.errors import COMPILE, EvaluationError, GoPanicError, MissingLibraryError
from argogen.argo.evaluation.expr.checking.argument_checks import CallError
from argogen.argo.evaluation.expr.checking.operators import OPERATORS, find_unary_type
from argogen.argo.evaluation.expr.checking.predicates import PredicateChecker
from argogen.argo.evaluation.expr.natures import NIL, UNKNOWN, Nature, array_of, of_type, of_value, unite
from argogen.argo.evaluation.expr.signatures import NAMES, SIGNATURES, type_of_builtin
from argogen.argo.evaluation.expr.syntax.nodes import (
    Array,
    Binary,
    Builtin,
    Call,
    Chain,
    Conditional,
    Constant,
    Identifier,
    Let,
    Map,
    Member,
    Node,
    Pair,
    Pointer,
    Predicate,
    Sequence,
    Slice,
    Unary,
    is_literal,
)
from argogen.argo.evaluation.golang.methods import find_method
from argogen.argo.evaluation.golang.regexps import compile_regexp
from argogen.argo.evaluation.golang.types import MAP, SLICE
from argogen.argo.evaluation.trampoline import Task, run

Environment = Mapping[str, Nature]
"""The types of the variables."""


def check(root: Node, environment: Environment, source: str) -> Nature:
    """Note the type of each node; return that of the whole. Raises EvaluationError."""
    return run(_Checker(environment, source).visit(root))


class _Checker(PredicateChecker):
    """Visits the nodes in the order of expr-lang, so that the first error is the same."""

    def __init__(self, environment: Environment, source: str) -> None:
        super().__init__()
        self._environment, self._source = environment, source
        self._variables: list[tuple[str, Nature]] = []

    def visit(self, node: Node) -> Task[Nature]:
        nature: Nature = yield _VISITS[type(node)](self, node)
        node.nature = nature
        return nature

    def fail(self, node: Node, message: str) -> NoReturn:
        raise EvaluationError(message, COMPILE, node.start, self._source)

    # Names and literals

    def _constant(self, node: Constant) -> Task[Nature]:
        yield from ()
        return of_value(node.value)

    def _identifier(self, node: Identifier) -> Task[Nature]:
        yield from ()
        for name, nature in reversed(self._variables):
            if name == node.name:
                return nature
        if node.name == "$env":
            return UNKNOWN
        if node.name not in self._environment and node.name in NAMES:
            return of_type(type_of_builtin(node.name))
        return self._lookup(node, node.name)

    def _lookup(self, node: Node, name: str, *, is_optional: bool = False) -> Nature:
        if name not in self._environment and not is_optional:
            self.fail(node, f"unknown name {name}")
        return self._environment.get(name, UNKNOWN)

    # Operators

    def _unary(self, node: Unary) -> Task[Nature]:
        found: Nature = yield self.visit(node.operand)
        operand = found.dereferenced()
        result = find_unary_type(node.operator, operand)
        if result is None:
            self.fail(node, f"invalid operation: {node.operator} (mismatched type {operand.name})")
        return result

    def _binary(self, node: Binary) -> Task[Nature]:
        left: Nature = yield self.visit(node.left)
        right: Nature = yield self.visit(node.right)
        left, right = left.dereferenced(), right.dereferenced()
        if node.operator == "in":
            self._check_in(node, left, right)
        if node.operator == "matches" and is_literal(node.right, str):
            self._check_pattern(node)
        result = OPERATORS[node.operator](left, right)
        if result is None:
            names = f"{left.name} and {right.name}"
            self.fail(node, f"invalid operation: {node.operator} (mismatched types {names})")
        return result

    def _check_in(self, node: Binary, left: Nature, right: Nature) -> None:
        if right.is_map and not left.is_unknown and not left.is_assignable_to(right.key):
            self.fail(node, f"cannot use {left.name} as type {right.key.name} in map key")
        if right.is_array and not left.is_comparable_to(right.element):
            self.fail(node, f"cannot use {left.name} as type {right.element.name} in array")

    def _check_pattern(self, node: Binary) -> None:
        assert isinstance(node.right, Constant)
        try:
            compile_regexp(node.right.value)
        except GoPanicError as error:
            self.fail(node, str(error))
        except MissingLibraryError:
            pass  # an evaluation reports it

    # Members

    def _chain(self, node: Chain) -> Task[Nature]:
        nature: Nature = yield self.visit(node.inner)
        return nature

    def _member(self, node: Member) -> Task[Nature]:
        name = node.key.value if isinstance(node.key, Constant) and is_literal(node.key, str) else None
        if isinstance(node.of, Identifier) and node.of.name == "$env":
            return UNKNOWN if name is None else self._lookup(node, name, is_optional=node.is_optional)
        of: Nature = yield self.visit(node.of)
        key: Nature = yield self.visit(node.key)
        if of.is_unknown:
            return UNKNOWN
        if name is not None:
            if of.is_nil:
                self.fail(node, f"type nil has no field {name}")
            method = find_method(of.type, name)
            if method is not None:
                return of_type(method.go_type)
        of = of.dereferenced()
        return self._member_of(node, of, key, name)

    def _member_of(self, node: Member, of: Nature, key: Nature, name: str | None) -> Nature:
        if of.is_map:
            if not key.is_assignable_to(of.key) and not key.is_unknown:
                self.fail(node.key, f"cannot use {key.name} to get an element from {of.name}")
            return of.element
        if of.is_array:
            if not key.is_integer and not key.is_unknown:
                self.fail(node.key, f"array elements can only be selected using an integer (got {key.name})")
            return of.element
        field = of.type.field(name) if of.type is not None and name is not None else None
        if field is not None:
            return of_type(field)
        if name is None:
            self.fail(node, f"type {of.name}[{key.name}] is undefined")
        return self.fail(node, f"type {of.name} has no {'method' if node.is_method else 'field'} {name}")

    def _slice(self, node: Slice) -> Task[Nature]:
        of: Nature = yield self.visit(node.of)
        if of.is_unknown:
            return UNKNOWN
        if not of.is_string and not of.is_array:
            self.fail(node, f"cannot slice {of.name}")
        for bound in (node.low, node.high):
            if bound is None:
                continue
            found: Nature = yield self.visit(bound)
            index = found.dereferenced()
            if not index.is_integer and not index.is_unknown:
                self.fail(bound, f"non-integer slice index {index.name}")
        return of

    # Calls

    def _call(self, node: Call) -> Task[Nature]:
        callee: Nature = yield self.visit(node.callee)
        if callee.is_unknown:
            return UNKNOWN
        name = _name_callee(node.callee)
        if isinstance(node.callee, Identifier) and self._is_builtin(node.callee.name):
            called: Nature = yield self._overloaded(node.callee.name, node, node.arguments)
            return called
        if callee.is_nil:
            self.fail(node, f"{name} is nil; cannot call nil as function")
        if callee.type is None or callee.kind != "func":
            self.fail(node, f"{callee.name} is not callable")
        result: Nature | CallError = yield self.check_arguments(name, callee.type, node.arguments, node, [])
        if isinstance(result, CallError):
            self.fail(result.node, result.message)
        return result

    def _is_builtin(self, name: str) -> bool:
        return name in NAMES and name not in self._environment

    def _builtin(self, node: Builtin) -> Task[Nature]:
        if node.name == "get":
            got: Nature = yield self._get(node)
            return got
        if node.name in SIGNATURES:
            checked: Nature = yield self._overloaded(node.name, node, node.arguments)
            return checked
        nature: Nature = yield self._with_predicate(node)
        return nature

    def _get(self, node: Builtin) -> Task[Nature]:
        if len(node.arguments) != 2:
            self.fail(node, f"invalid number of arguments (expected 2, got {len(node.arguments)})")
        source, wanted = node.arguments
        of: Nature = yield self.visit(source)
        found: Nature = yield self.visit(wanted)
        key = found.dereferenced()
        if isinstance(source, Identifier) and source.name == "$env":
            name = wanted.value if isinstance(wanted, Constant) and is_literal(wanted, str) else ""
            return self._environment.get(name, UNKNOWN)
        if of.is_unknown:
            return UNKNOWN
        if of.is_array and not key.is_integer and not key.is_unknown:
            self.fail(wanted, f"non-integer slice index {key.name}")
        if of.is_map and not key.is_assignable_to(of.key) and not key.is_unknown:
            self.fail(wanted, f"cannot use {key.name} to get an element from {of.name}")
        if not of.is_array and not of.is_map:
            self.fail(source, f"type {of.name} does not support indexing")
        return of.element

    # The rest

    def _let(self, node: Let) -> Task[Nature]:
        self._check_name(node)
        value: Nature = yield self.visit(node.value)
        self._variables.append((node.name, value))
        body: Nature = yield self.visit(node.body)
        self._variables.pop()
        return body

    def _check_name(self, node: Let) -> None:
        if node.name in self._environment:
            self.fail(node, f"cannot redeclare {node.name}")
        if node.name in NAMES:
            self.fail(node, f"cannot redeclare builtin {node.name}")
        if any(name == node.name for name, _ in self._variables):
            self.fail(node, f"cannot redeclare variable {node.name}")

    def _sequence(self, node: Sequence) -> Task[Nature]:
        last = UNKNOWN
        for item in node.items:
            last = yield self.visit(item)
        return last

    def _conditional(self, node: Conditional) -> Task[Nature]:
        found: Nature = yield self.visit(node.test)
        test = found.dereferenced()
        if not test.is_bool and not test.is_unknown:
            self.fail(node.test, f"non-bool expression (type {test.name}) used as condition")
        yes: Nature = yield self.visit(node.yes)
        no: Nature = yield self.visit(node.no)
        return unite(yes, no)

    def _array(self, node: Array) -> Task[Nature]:
        previous, same = UNKNOWN, True
        for index, item in enumerate(node.items):
            current: Nature = yield self.visit(item)
            same = same and (index == 0 or current.kind == previous.kind)
            previous = current
        return array_of(previous) if same else of_type(SLICE)

    def _map(self, node: Map) -> Task[Nature]:
        for pair in node.pairs:
            yield self.visit(pair)
        return of_type(MAP)

    def _pair(self, node: Pair) -> Task[Nature]:
        yield self.visit(node.key)
        yield self.visit(node.value)
        return NIL


def _name_callee(callee: Node) -> str:
    if isinstance(callee, Identifier):
        return callee.name
    if isinstance(callee, Member) and isinstance(callee.key, Constant) and is_literal(callee.key, str):
        return str(callee.key.value)
    return "function"


_VISITS: Mapping[type[Node], Callable[[_Checker, Any], Task[Nature]]] = {
    Constant: _Checker._constant, Identifier: _Checker._identifier, Unary: _Checker._unary, Binary: _Checker._binary,
    Chain: _Checker._chain, Member: _Checker._member, Slice: _Checker._slice, Call: _Checker._call,
    Builtin: _Checker._builtin, Predicate: _Checker._predicate, Pointer: _Checker._pointer, Let: _Checker._let,
    Sequence: _Checker._sequence, Conditional: _Checker._conditional, Array: _Checker._array, Map: _Checker._map,
    Pair: _Checker._pair,
}  # fmt: skip
