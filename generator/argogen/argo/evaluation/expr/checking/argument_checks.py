"""Check the arguments of a call against the parameters of a function."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple, NoReturn

from argogen.argo.evaluation.expr.natures import UNKNOWN, Nature, of_type
from argogen.argo.evaluation.expr.signatures import SIGNATURES, InvalidArgumentsError, type_of_builtin
from argogen.argo.evaluation.expr.syntax.nodes import Binary, Constant, Node, Unary, as_integer
from argogen.argo.evaluation.golang.types import ANY, FLOAT64, GoType
from argogen.argo.evaluation.golang.values import Int32, Int64, Sized, Uint8, Uint64
from argogen.argo.evaluation.trampoline import Task

_INTEGER_CLASSES: dict[str, type[Sized]] = {"int64": Int64, "int32": Int32, "uint64": Uint64, "uint8": Uint8}


class CallError(NamedTuple):
    """An error of a call, and the node at which to report it."""

    node: Node
    message: str


class ArgumentChecker(ABC):
    """The part of the checker that knows about calls."""

    @abstractmethod
    def visit(self, node: Node) -> Task[Nature]:
        """Return the type of a node."""

    @abstractmethod
    def fail(self, node: Node, message: str) -> NoReturn:
        """Report an error at a node."""

    def _overloaded(self, name: str, node: Node, arguments: list[Node]) -> Task[Nature]:
        """Return the type of the call of a builtin: that of the first overload that accepts the arguments."""
        signature = SIGNATURES.get(name)
        if signature is not None and signature.validate is not None:
            found: list[GoType | None] = []
            for argument in arguments:
                nature: Nature = yield self.visit(argument)
                found.append(ANY if nature.is_unknown else nature.type)
            try:
                return of_type(signature.validate(found))
            except InvalidArgumentsError as error:
                self.fail(node, str(error))
        known: list[Nature] = []
        last: CallError | None = None
        for overload in (signature.overloads if signature else ()) or (type_of_builtin(name),):
            result: Nature | CallError = yield self.check_arguments(name, overload, arguments, node, known)
            if isinstance(result, Nature):
                return result
            last = result
        assert last is not None
        self.fail(last.node, last.message)

    def check_arguments(
        self, name: str, function: GoType, arguments: list[Node], node: Node, known: list[Nature]
    ) -> Task[Nature | CallError]:
        """Return the type of the result of a call, or the error.

        An argument is visited when it is checked, and its type added to `known`, since the overloads share it.
        """
        if len(function.results) > 2:
            return CallError(node, f"func {name} returns more then two values")
        problem = _check_number(name, function, len(arguments))
        for index, argument in enumerate(arguments):
            if index == len(known):
                known += [(yield self.visit(argument))]
            error = None if problem else _check_argument(name, arguments, index, known[index], function)
            if error is not None:
                return error
        if problem:
            return CallError(node, problem)
        return of_type(function.results[0]) if function.results else UNKNOWN


def parameter_at(function: GoType, index: int) -> GoType:
    """Return the type of a parameter; the last one of a variadic function repeats."""
    last = len(function.parameters) - 1
    if function.is_variadic and index >= last:
        return function.parameters[last].element or ANY
    return function.parameters[index]


def _check_number(name: str, function: GoType, number: int) -> str:
    wanted = len(function.parameters)
    if number < wanted - function.is_variadic:
        return f"not enough arguments to call {name}"
    return f"too many arguments to call {name}" if number > wanted and not function.is_variadic else ""


def _check_argument(name: str, arguments: list[Node], index: int, nature: Nature, function: GoType) -> CallError | None:
    argument, wanted = arguments[index], of_type(parameter_at(function, index))
    if nature.is_integer and (wanted.is_float or (wanted.is_integer and nature.kind != wanted.kind)):
        _convert(argument, wanted)
        return None
    if nature.is_nil:
        if wanted.kind not in ("ptr", "interface"):
            return CallError(argument, f"cannot use nil as argument (type {wanted.name}) to call {name}")
        return None
    if nature.is_unknown or nature.is_assignable_to(wanted) or nature.dereferenced().is_assignable_to(wanted):
        return None
    return CallError(argument, f"cannot use {nature.name} as argument (type {wanted.name}) to call {name} ")


def _convert(node: Node, wanted: Nature) -> None:
    """Give the integer literals of an argument another number type; the operators around them are kept."""
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Constant) and as_integer(current) is not None:
            _convert_literal(current, wanted)
        elif isinstance(current, Unary):
            pending.append(current.operand)
        elif isinstance(current, Binary) and current.operator in ("+", "-", "*"):
            pending += (current.left, current.right)


def _convert_literal(node: Constant, wanted: Nature) -> None:
    node.nature = wanted
    if wanted.type == FLOAT64:
        node.value = float(node.value)
        node.start = 0
    elif wanted.kind in _INTEGER_CLASSES:
        node.value, node.is_literal = _INTEGER_CLASSES[wanted.kind](node.value), False
