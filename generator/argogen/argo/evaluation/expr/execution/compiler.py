"""Compile the tree of an expression, as compiler/compiler.go of expr-lang does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.expr.execution.compiled_predicates import PredicateCompiler
from argogen.argo.evaluation.expr.execution.machine import Machine
from argogen.argo.evaluation.expr.execution.program import Operation, Program
from argogen.argo.evaluation.expr.signatures import PREDICATE_NAMES
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
from argogen.argo.evaluation.golang.arithmetic import add, divide, modulo, multiply, power, subtract
from argogen.argo.evaluation.golang.values import GoList
from argogen.argo.evaluation.trampoline import Task, run


def compile_tree(root: Node, source: str) -> Program:
    """Return the program of an expression."""
    compiler = _Compiler(source)
    run(compiler.visit(root))
    return compiler.program


class _Compiler(PredicateCompiler):
    """Emits the instructions of each node after those of its operands."""

    def __init__(self, source: str) -> None:
        self.program = Program(source)
        self._chains: list[list[int]] = []
        self._variables: list[tuple[str, int]] = []
        self._path: list[Node] = []

    def visit(self, node: Node) -> Task[None]:
        self._path.append(node)
        yield _VISITS[type(node)](self, node)
        self._path.pop()

    def emit(self, operation: Operation, argument: Any = None) -> int:
        return self.program.emit(operation, argument, self._path[-1].start)

    def _constant(self, node: Constant) -> Task[None]:
        yield from ()
        value = node.value
        if isinstance(value, list) and not isinstance(value, GoList):
            value = list(value)
        self.emit(Machine.push, value)

    def _identifier(self, node: Identifier) -> Task[None]:
        yield from ()
        for name, index in reversed(self._variables):
            if name == node.name:
                self.emit(Machine.load_variable, index)
                return
        if node.name == "$env":
            self.emit(Machine.load_environment)
        else:
            self.emit(Machine.load, node.name)

    def _unary(self, node: Unary) -> Task[None]:
        yield self.visit(node.operand)
        if node.operator in ("!", "not"):
            self.emit(Machine.invert)
        elif node.operator == "-":
            self.emit(Machine.negate)

    def _binary(self, node: Binary) -> Task[None]:
        yield self.visit(node.left)
        if node.operator in _SHORT_CIRCUITS:
            jump = self.emit(_SHORT_CIRCUITS[node.operator])
            self.emit(Machine.pop)
            yield self.visit(node.right)
            self.program.land(jump)
            return
        if node.operator == "matches" and isinstance(node.right, Constant) and is_literal(node.right, str):
            self.emit(Machine.match_constant, node.right.value)
            return
        yield self.visit(node.right)
        operation, argument = _BINARY[node.operator]
        self.emit(operation, argument)
        if node.operator == "!=":
            self.emit(Machine.invert)

    def _chain(self, node: Chain) -> Task[None]:
        self._chains.append([])
        yield self.visit(node.inner)
        for jump in self._chains.pop():
            self.program.land(jump)
        parent = self._path[-2] if len(self._path) > 1 else None
        if not isinstance(parent, Binary) or parent.operator != "??":
            jump = self.emit(Machine.jump_if_not_nil)
            self.emit(Machine.pop)
            self.emit(Machine.push)
            self.program.land(jump)

    def _member(self, node: Member) -> Task[None]:
        yield self.visit(node.of)
        if node.is_optional and self._chains:
            self._chains[-1].append(self.emit(Machine.jump_if_nil))
        yield self.visit(node.key)
        self.emit(Machine.fetch)

    def _slice(self, node: Slice) -> Task[None]:
        yield self.visit(node.of)
        if node.high is None:
            self.emit(Machine.length)
        else:
            yield self.visit(node.high)
        if node.low is None:
            self.emit(Machine.push, 0)
        else:
            yield self.visit(node.low)
        self.emit(Machine.slice)

    def _call(self, node: Call) -> Task[None]:
        for argument in node.arguments:
            yield self.visit(argument)
        yield self.visit(node.callee)
        self.emit(Machine.call, len(node.arguments))

    def _builtin(self, node: Builtin) -> Task[None]:
        if node.name in PREDICATE_NAMES:
            yield self.visit_with_predicate(node)
            return
        for argument in node.arguments:
            yield self.visit(argument)
        self.emit(Machine.call_builtin, (node.name, len(node.arguments)))

    def _predicate(self, node: Predicate) -> Task[None]:
        yield self.visit(node.inner)

    def _pointer(self, node: Pointer) -> Task[None]:
        yield from ()
        self.emit(_POINTERS[node.name])

    def _let(self, node: Let) -> Task[None]:
        yield self.visit(node.value)
        index = self.program.variables
        self.program.variables += 1
        self.emit(Machine.store, index)
        self._variables.append((node.name, index))
        yield self.visit(node.body)
        self._variables.pop()

    def _sequence(self, node: Sequence) -> Task[None]:
        for index, item in enumerate(node.items):
            yield self.visit(item)
            if index < len(node.items) - 1:
                self.emit(Machine.pop)

    def _conditional(self, node: Conditional) -> Task[None]:
        yield self.visit(node.test)
        otherwise = self.emit(Machine.jump_if_false)
        self.emit(Machine.pop)
        yield self.visit(node.yes)
        end = self.emit(Machine.jump)
        self.program.land(otherwise)
        self.emit(Machine.pop)
        yield self.visit(node.no)
        self.program.land(end)

    def _array(self, node: Array) -> Task[None]:
        for item in node.items:
            yield self.visit(item)
        self.emit(Machine.make_array, len(node.items))

    def _map_literal(self, node: Map) -> Task[None]:
        for pair in node.pairs:
            yield self.visit(pair)
        self.emit(Machine.make_map, len(node.pairs))

    def _pair(self, node: Pair) -> Task[None]:
        yield self.visit(node.key)
        yield self.visit(node.value)


def _contains(text: str, part: str) -> bool:
    return part in text


_SHORT_CIRCUITS: Mapping[str, Operation] = {
    "or": Machine.jump_if_true, "||": Machine.jump_if_true, "and": Machine.jump_if_false,
    "&&": Machine.jump_if_false, "??": Machine.jump_if_not_nil,
}  # fmt: skip
_BINARY: Mapping[str, tuple[Operation, Any]] = {
    "==": (Machine.equal, None), "!=": (Machine.equal, None), "in": (Machine.is_in, None),
    **{sign: (Machine.compare, sign) for sign in ("<", ">", "<=", ">=")},
    "+": (Machine.apply, add), "-": (Machine.apply, subtract), "*": (Machine.apply, multiply),
    "/": (Machine.apply, divide), "%": (Machine.apply, modulo), "**": (Machine.apply, power),
    "^": (Machine.apply, power), "matches": (Machine.match, None), "..": (Machine.make_range, None),
    "contains": (Machine.test_text, _contains), "startsWith": (Machine.test_text, str.startswith),
    "endsWith": (Machine.test_text, str.endswith),
}  # fmt: skip
_POINTERS: Mapping[str, Operation] = {
    "": Machine.push_element, "index": Machine.push_index, "acc": Machine.push_accumulator,
}  # fmt: skip
_VISITS: Mapping[type[Node], Callable[[_Compiler, Any], Task[None]]] = {
    Constant: _Compiler._constant, Identifier: _Compiler._identifier, Unary: _Compiler._unary,
    Binary: _Compiler._binary, Chain: _Compiler._chain, Member: _Compiler._member, Slice: _Compiler._slice,
    Call: _Compiler._call, Builtin: _Compiler._builtin, Predicate: _Compiler._predicate,
    Pointer: _Compiler._pointer, Let: _Compiler._let, Sequence: _Compiler._sequence,
    Conditional: _Compiler._conditional, Array: _Compiler._array, Map: _Compiler._map_literal, Pair: _Compiler._pair,
}  # fmt: skip
