"""The virtual machine that runs compiled expressions, as vm/vm.go of expr-lang does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argogen.argo.evaluation.builtins.table import CONTEXTUAL, FUNCTIONS, SIZED
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import RUN, EvaluationError, GoPanicError, LimitError
from argogen.argo.evaluation.expr.execution.loops import LoopMachine, as_bool, as_string
from argogen.argo.evaluation.expr.execution.program import Program
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.access import contains, fetch, length_of, slice_value
from argogen.argo.evaluation.golang.arithmetic import as_int, compare, negate
from argogen.argo.evaluation.golang.calls import call_function
from argogen.argo.evaluation.golang.equality import is_equal
from argogen.argo.evaluation.golang.regexps import Regexp, compile_regexp
from argogen.argo.evaluation.golang.values import GoList, GoValue, is_nil


class Machine(LoopMachine):
    """Runs a program once."""

    def __init__(self, variables: Mapping[str, GoValue], evaluation: Evaluation) -> None:
        super().__init__()
        self._environment, self._evaluation = variables, evaluation
        self._variables: list[GoValue] = []

    def run(self, program: Program) -> GoValue:
        """Return the result. Raises EvaluationError."""
        operations, arguments, end = program.operations, program.arguments, len(program.operations)
        self._variables = [None] * program.variables
        steps = self._evaluation.maximum_steps
        try:
            while self.at < end:
                at = self.at
                self.at = at + 1
                operations[at](self, arguments[at])
                steps -= 1
                if steps < 0:
                    raise LimitError("the evaluation takes too many steps")
        except GoPanicError as error:
            raise EvaluationError(str(error), RUN, program.starts[self.at - 1], program.source) from error
        return self.stack.pop() if self.stack else None

    def _current_bool(self) -> bool:
        return as_bool(self.stack[-1])

    # Values

    def push(self, value: GoValue) -> None:
        """Push a constant."""
        self.stack.append(value)

    def pop(self, _: None) -> None:
        """Drop the last value."""
        self.stack.pop()

    def store(self, index: int) -> None:
        """Set a variable of `let`."""
        self._variables[index] = self.stack.pop()

    def load_variable(self, index: int) -> None:
        """Push a variable of `let`."""
        self.stack.append(self._variables[index])

    def load(self, name: str) -> None:
        """Push a variable of the environment."""
        self.stack.append(self._environment.get(name))

    def load_environment(self, _: None) -> None:
        """Push `$env`."""
        self.stack.append(dict(self._environment))

    def fetch(self, _: None) -> None:
        """Replace a value and a key by the member."""
        key, value = self.stack.pop(), self.stack.pop()
        self.stack.append(fetch(value, key))

    def slice(self, _: None) -> None:
        """Replace a value and two bounds by the slice."""
        low, high, value = self.stack.pop(), self.stack.pop(), self.stack.pop()
        self.stack.append(slice_value(value, low, high))

    def length(self, _: None) -> None:
        """Push the length of the last value."""
        self.stack.append(length_of(self.stack[-1]))

    def make_array(self, size: int | None) -> None:
        """Replace values by a list; without a size, the last value is the number of them."""
        count = self.stack.pop() if size is None else size
        self.grow(count)
        items = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        self.stack.append(items)

    def make_map(self, size: int) -> None:
        """Replace keys and values by a map; of equal keys, the first one wins."""
        self.grow(size)
        items = self.stack[len(self.stack) - 2 * size :]
        del self.stack[len(self.stack) - 2 * size :]
        made: dict[str, GoValue] = {}
        for index in range(size - 1, -1, -1):
            made[as_string(items[2 * index])] = items[2 * index + 1]
        self.stack.append(made)

    # Operators

    def negate(self, _: None) -> None:
        """Negate a number."""
        self.stack.append(negate(self.stack.pop()))

    def invert(self, _: None) -> None:
        """Negate a boolean."""
        self.stack.append(not as_bool(self.stack.pop()))

    def apply(self, function: Callable[[GoValue, GoValue], GoValue]) -> None:
        """Replace two operands by the result of an operator."""
        right, left = self.stack.pop(), self.stack.pop()
        self.stack.append(function(left, right))

    def compare(self, sign: str) -> None:
        """Replace two operands by the result of a comparison."""
        right, left = self.stack.pop(), self.stack.pop()
        self.stack.append(compare(sign, left, right))

    def equal(self, _: None) -> None:
        """Replace two operands by whether they are equal."""
        right, left = self.stack.pop(), self.stack.pop()
        self.stack.append(is_equal(left, right))

    def is_in(self, _: None) -> None:
        """Replace a value and a collection by whether it contains the value."""
        right, left = self.stack.pop(), self.stack.pop()
        self.stack.append(contains(right, left))

    def make_range(self, _: None) -> None:
        """Replace two bounds by the integers between them."""
        high, low = as_int(self.stack.pop()), as_int(self.stack.pop())
        self.grow(max(0, high - low + 1))
        self.stack.append(GoList(types.INTS, range(low, high + 1)))

    def match(self, _: None) -> None:
        """Replace a string and a pattern by whether it matches."""
        pattern, text = self.stack.pop(), self.stack.pop()
        if is_nil(pattern) or is_nil(text):
            self.stack.append(False)
        else:
            self.stack.append(compile_regexp(as_string(pattern)).matches(as_string(text)))

    def match_constant(self, pattern: str) -> None:
        """Replace a string by whether it matches a pattern."""
        text = self.stack.pop()
        regexp: Regexp | None = None if is_nil(text) else compile_regexp(pattern)
        self.stack.append(regexp is not None and regexp.matches(as_string(text)))

    def test_text(self, function: Callable[[str, str], bool]) -> None:
        """Replace two strings by the result of a test; nil fails it."""
        right, left = self.stack.pop(), self.stack.pop()
        if is_nil(left) or is_nil(right):
            self.stack.append(False)
        else:
            self.stack.append(function(as_string(left), as_string(right)))

    # Jumps

    def jump(self, target: int) -> None:
        """Continue elsewhere."""
        self.at = target

    def jump_if_true(self, target: int) -> None:
        """Continue elsewhere if the last value is true."""
        if self._current_bool():
            self.at = target

    def jump_if_false(self, target: int) -> None:
        """Continue elsewhere if the last value is false."""
        if not self._current_bool():
            self.at = target

    def jump_if_nil(self, target: int) -> None:
        """Continue elsewhere if the last value is nil."""
        if is_nil(self.stack[-1]):
            self.at = target

    def jump_if_not_nil(self, target: int) -> None:
        """Continue elsewhere unless the last value is nil."""
        if not is_nil(self.stack[-1]):
            self.at = target

    # Calls

    def call(self, size: int) -> None:
        """Replace arguments and a function by the result."""
        function = self.stack.pop()
        arguments = self.stack[len(self.stack) - size :]
        del self.stack[len(self.stack) - size :]
        self.stack.append(call_function(function, arguments, self._evaluation))

    def call_builtin(self, called: tuple[str, int]) -> None:
        """Replace arguments by the result of a builtin."""
        name, size = called
        arguments = self.stack[len(self.stack) - size :]
        del self.stack[len(self.stack) - size :]
        result = self._call_named(name, arguments)
        if name in SIZED:
            self.grow(len(result))
        self.stack.append(result)

    def _call_named(self, name: str, arguments: list[GoValue]) -> GoValue:
        if name in CONTEXTUAL:
            return CONTEXTUAL[name](self._evaluation, *arguments)
        return FUNCTIONS[name](*arguments)
