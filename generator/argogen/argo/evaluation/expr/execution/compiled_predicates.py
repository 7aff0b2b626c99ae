"""Compile builtins with predicates to loops."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.expr.execution.machine import Machine
from argogen.argo.evaluation.expr.execution.program import Operation, Program
from argogen.argo.evaluation.expr.syntax.nodes import Builtin, Node
from argogen.argo.evaluation.golang.arithmetic import add
from argogen.argo.evaluation.trampoline import Task


class PredicateCompiler(ABC):
    """The part of the compiler that knows about loops."""

    program: Program

    @abstractmethod
    def visit(self, node: Node) -> Task[None]:
        """Emit the instructions of a node."""

    @abstractmethod
    def emit(self, operation: Operation, argument: Any = None) -> int:
        """Add an instruction at the position of the current node."""

    def visit_with_predicate(self, node: Builtin) -> Task[None]:
        """Emit the instructions of a builtin with a predicate."""
        yield self.visit(node.arguments[0])
        self.emit(Machine.begin)
        yield _COMPILERS[node.name](self, node)

    def _loop(self, body: Task[None]) -> Task[None]:
        begin = len(self.program.operations)
        end = self.emit(Machine.jump_if_end)
        yield body
        self.emit(Machine.next_index, 1)
        self.emit(Machine.jump, begin)
        self.program.land(end)

    def _loop_backwards(self, body: Task[None]) -> Task[None]:
        self.emit(Machine.last_index)
        begin = len(self.program.operations)
        end = self.emit(Machine.jump_if_begin)
        yield body
        self.emit(Machine.next_index, -1)
        self.emit(Machine.jump, begin)
        self.program.land(end)

    def _if_true(self, body: Task[None]) -> Task[None]:
        """Emit instructions that run if the last value is true, which is dropped."""
        otherwise = self.emit(Machine.jump_if_false)
        self.emit(Machine.pop)
        yield body
        end = self.emit(Machine.jump)
        self.program.land(otherwise)
        self.emit(Machine.pop)
        self.program.land(end)

    def _element(self, node: Node | None) -> Task[None]:
        """Emit the value of a node, or the element."""
        if node is None:
            self.emit(Machine.push_element)
        else:
            yield self.visit(node)

    def _quantify(self, node: Builtin, *, is_inverted: bool, stop: Operation, result: bool) -> Task[None]:
        jumps: list[int] = []

        def body() -> Task[None]:
            yield self.visit(node.arguments[1])
            if is_inverted:
                self.emit(Machine.invert)
            jumps.append(self.emit(stop))
            self.emit(Machine.pop)

        yield self._loop(body())
        self.emit(Machine.push, result)
        self.program.land(jumps[0])
        self.emit(Machine.end)

    def _all(self, node: Builtin) -> Task[None]:
        yield self._quantify(node, is_inverted=False, stop=Machine.jump_if_false, result=True)

    def _none(self, node: Builtin) -> Task[None]:
        yield self._quantify(node, is_inverted=True, stop=Machine.jump_if_false, result=True)

    def _any(self, node: Builtin) -> Task[None]:
        yield self._quantify(node, is_inverted=False, stop=Machine.jump_if_true, result=False)

    def _count_loop(self, node: Builtin) -> Task[None]:
        def count() -> Task[None]:
            yield from ()
            self.emit(Machine.count_one)

        def body() -> Task[None]:
            yield self._element(node.arguments[1] if len(node.arguments) == 2 else None)
            yield self._if_true(count())

        yield self._loop(body())
        self.emit(Machine.push_count)

    def _one(self, node: Builtin) -> Task[None]:
        yield self._count_loop(node)
        self.emit(Machine.push, 1)
        self.emit(Machine.equal)
        self.emit(Machine.end)

    def _count(self, node: Builtin) -> Task[None]:
        yield self._count_loop(node)
        self.emit(Machine.end)

    def _filter(self, node: Builtin) -> Task[None]:
        def keep() -> Task[None]:
            self.emit(Machine.count_one)
            yield self._element(node.mapped)

        def body() -> Task[None]:
            yield self.visit(node.arguments[1])
            yield self._if_true(keep())

        yield self._loop(body())
        self.emit(Machine.push_count)
        self.emit(Machine.end)
        self.emit(Machine.make_array)

    def _map(self, node: Builtin) -> Task[None]:
        yield self._loop(self.visit(node.arguments[1]))
        self.emit(Machine.push_length)
        self.emit(Machine.end)
        self.emit(Machine.make_array)

    def _sum(self, node: Builtin) -> Task[None]:
        def body() -> Task[None]:
            yield self._element(node.arguments[1] if len(node.arguments) == 2 else None)
            self.emit(Machine.push_accumulator)
            self.emit(Machine.apply, add)
            self.emit(Machine.set_accumulator)

        self.emit(Machine.push, 0)
        self.emit(Machine.set_accumulator)
        yield self._loop(body())
        self.emit(Machine.push_accumulator)
        self.emit(Machine.end)

    def _search(self, node: Builtin) -> Task[None]:
        """Emit the search for an element or its index, from the start or the end."""
        jumps: list[int] = []

        def body() -> Task[None]:
            yield self.visit(node.arguments[1])
            otherwise = self.emit(Machine.jump_if_false)
            self.emit(Machine.pop)
            if node.name.endswith("Index"):
                self.emit(Machine.push_index)
            else:
                yield self._element(node.mapped)
            jumps.append(self.emit(Machine.jump))
            self.program.land(otherwise)
            self.emit(Machine.pop)

        loop = self._loop_backwards if node.name.startswith("findLast") else self._loop
        yield loop(body())
        if node.throws:
            self.emit(Machine.throw, "reflect: slice index out of range")
        else:
            self.emit(Machine.push)
        self.program.land(jumps[0])
        self.emit(Machine.end)

    def _group(self, node: Builtin) -> Task[None]:
        def body() -> Task[None]:
            yield self.visit(node.arguments[1])
            self.emit(Machine.group)

        self.emit(Machine.begin_groups)
        yield self._loop(body())
        self.emit(Machine.push_accumulator)
        self.emit(Machine.end)

    def _sort(self, node: Builtin) -> Task[None]:
        def body() -> Task[None]:
            yield self.visit(node.arguments[1])
            self.emit(Machine.add_to_sorting)

        if len(node.arguments) == 3:
            yield self.visit(node.arguments[2])
        else:
            self.emit(Machine.push, "asc")
        self.emit(Machine.begin_sorting)
        yield self._loop(body())
        self.emit(Machine.sort)
        self.emit(Machine.end)

    def _reduce(self, node: Builtin) -> Task[None]:
        def body() -> Task[None]:
            yield self.visit(node.arguments[1])
            self.emit(Machine.set_accumulator)

        if len(node.arguments) == 3:
            yield self.visit(node.arguments[2])
        else:
            self.emit(Machine.push_element)
            self.emit(Machine.next_index, 1)
        self.emit(Machine.set_accumulator)
        yield self._loop(body())
        self.emit(Machine.push_accumulator)
        self.emit(Machine.end)


_COMPILERS: Mapping[str, Callable[[PredicateCompiler, Builtin], Task[None]]] = {
    "all": PredicateCompiler._all, "none": PredicateCompiler._none, "any": PredicateCompiler._any,
    "one": PredicateCompiler._one, "filter": PredicateCompiler._filter, "map": PredicateCompiler._map,
    "count": PredicateCompiler._count, "sum": PredicateCompiler._sum, "groupBy": PredicateCompiler._group,
    "sortBy": PredicateCompiler._sort, "reduce": PredicateCompiler._reduce,
    **dict.fromkeys(("find", "findIndex", "findLast", "findLastIndex"), PredicateCompiler._search),
}  # fmt: skip
