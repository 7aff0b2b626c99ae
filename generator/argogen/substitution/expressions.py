"""Evaluate Jinja expressions over plain data: the expressions in `${{ … }}`.

An expression can come from an untrusted file. So it only has access to the given names, Jinja filters and the methods
of plain data, has no side effects, is deterministic, and terminates: the data that it generates is limited by a budget.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.environment import TemplateExpression
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import missing

from argogen.substitution.expression_code import DeepExpressionError, SlicingGenerator, compile_code
from argogen.substitution.jinja_errors import is_template_error
from argogen.suggestions import NameIndex, NameIndices
from argogen.yaml.scalars import to_string

MAX_LENGTH = 10_000
"""The maximum number of characters of an expression."""

_BUDGET = 10_000_000  # characters and items that an expression can generate or iterate over
_ITEM = 16  # characters that take the memory of an item
_MAX_WIDTH = 1_000  # of a width, an indentation, a number of decimals
_MAX_BITS = 10_000  # of an integer
_WIDE_FORMAT = r"%[^a-zA-Z%]*(?:[0-9]{4}|\*)"
_DISABLED_FILTERS = {"random", "e", "escape", "forceescape", "safe", "urlize", "xmlattr", "pprint"}
_DISABLED_METHODS = {"format", "format_map", "translate", "encode", "fromkeys", "to_bytes", "from_bytes"}
_WIDTHS = {"batch", "center", "indent", "round", "slice", "tojson", "truncate", "wordwrap"}
_WIDTHS |= {"expandtabs", "ljust", "rjust", "zfill"}  # methods of str


class EvaluationError(Exception):
    """An expression that cannot be evaluated; the message is for users."""


class UnknownNameError(EvaluationError):
    """An undefined name, or a missing key of the mapping `owner`; `known` are the defined ones."""

    def __init__(self, name: str, owner: Mapping[Any, Any]) -> None:
        super().__init__(f"undefined name '{name}'")
        self.name = name
        self.owner = owner
        self.known = NameIndex()


class Evaluator:
    """Evaluates expressions with a set of names, each different expression once."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = dict(names)
        self._sorted_names = sorted(self._names)
        self._indices = NameIndices()
        self._remaining = _BUDGET
        self._environment = _Environment()
        self._evaluate_once = functools.lru_cache(maxsize=None)(self._compute)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression as plain data: dict (with str keys), list, str, int, float, bool or None.

        Raises:
            UnknownNameError: an undefined name.
            EvaluationError: a syntax error, an operation that is not supported or fails, or an exceeded limit.
        """
        outcome = self._evaluate_once(expression)
        if isinstance(outcome, EvaluationError):
            raise outcome
        return outcome

    def _compute(self, expression: str) -> Any:
        if len(expression) > MAX_LENGTH:
            return EvaluationError(f"expression must be at most {MAX_LENGTH:,} characters, got {len(expression):,}")
        self._environment.remaining = _BUDGET
        try:
            return self._keep(self._environment.evaluate(_compile(expression), self._names))
        except EvaluationError as error:
            return self._complete(error)
        except DeepExpressionError as error:
            return EvaluationError(str(error))
        except RecursionError:
            return EvaluationError("expression is nested too deeply")
        except TemplateError as error:
            return EvaluationError(_rephrase(str(error.message or error)))
        except Exception as error:  # filters and operators can raise any exception
            if is_template_error(error):
                return EvaluationError(_describe(error))
            raise

    def _keep(self, value: Any) -> Any:
        """Return a value as plain data, and charge it to the budget of all results, which a document contains."""
        plain = self._environment.make_plain(value)
        self._remaining -= _weigh_memory(plain)
        if self._remaining < 0:
            raise EvaluationError(f"expressions of the document generate more than {_BUDGET:,} characters in total")
        return plain

    def _complete(self, error: EvaluationError) -> EvaluationError:
        if isinstance(error, UnknownNameError):
            error.known = self._indices.of(error.owner or self._sorted_names)
        return error


class _UndefinedName(StrictUndefined):
    """An undefined name, which raises UnknownNameError when it is used."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        # Jinja expects a class, which it calls with a message; a function has access to the known names, too
        unknown: Any = functools.partial(_make_unknown, str(name), obj)
        super().__init__(hint, obj, name, unknown if exc in (None, UndefinedError) else exc)


def _make_unknown(name: str, obj: Any, _: str) -> UnknownNameError:
    return UnknownNameError(name, obj if isinstance(obj, Mapping) else {})


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja without statements, templates, randomness and markup, and with a budget: `remaining`."""

    code_generator_class = SlicingGenerator
    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self) -> None:
        # The optimizer visits each operand once for each level around it, and an expression is evaluated only once.
        super().__init__(undefined=_UndefinedName, optimized=False)
        self.remaining = _BUDGET
        self.globals = {"range": safe_range}
        filters = {**FILTERS, "tojson": lambda value: to_string(self.make_plain(value))}
        self.filters = {name: self._meter(name, filters[name]) for name in filters.keys() - _DISABLED_FILTERS}

    def evaluate(self, code: CodeType, names: Mapping[str, Any]) -> Any:
        """Return the value of a compiled expression."""
        template = self.template_class.from_code(self, code, self.globals)
        return TemplateExpression(template, undefined_to_none=False)(names)

    @staticmethod
    def keep(value: Any) -> Any:
        """Return the value that is sliced."""
        return value

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value of a key, such as `items` in `vars.items`, in preference to the method of that name."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator whose result can be large, after a check of its size."""
        self._charge_operator(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a method of plain data, and charge the budget."""
        name, owner = getattr(obj, "__name__", ""), getattr(obj, "__self__", None)
        if name in _DISABLED_METHODS:
            raise EvaluationError(f"method '{name}' is not supported")
        self._charge_arguments(name, [owner, *args, *kwargs.values()])
        return self._charge_result(super().call(context, obj, *args, **kwargs))

    def make_plain(self, value: Any) -> Any:
        """Return a copy of a value as plain data."""
        self.charge(len(value) + 1 if isinstance(value, str) else 1)
        if isinstance(value, _UndefinedName | str):
            return str(value)  # raises for an undefined name
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {_make_key(key): self.make_plain(item) for key, item in value.items()}
        if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
            return [self.make_plain(item) for item in value]
        if callable(value):
            raise EvaluationError("expression is a function: call it with '()'")
        raise EvaluationError(f"expression has a value of the unsupported type {type(value).__name__}")

    def charge(self, amount: int) -> None:
        """Charge the budget.

        Raises:
            EvaluationError: the budget is exceeded.
        """
        self.remaining -= amount
        if self.remaining < 0:
            raise EvaluationError(f"expression generates more than {_BUDGET:,} characters and items")

    def _charge_operator(self, operator: str, left: Any, right: Any) -> None:
        if operator == "%":
            self._charge_arguments("%", [left, right])
            if isinstance(left, str) and re.search(_WIDE_FORMAT, left):
                raise EvaluationError(f"width must be at most {_MAX_WIDTH:,}")
        elif isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
            if bits > _MAX_BITS:
                raise EvaluationError(f"number exceeds {_MAX_BITS:,} bits")
        elif operator == "*":
            times = max([0, *(side for side in (left, right) if isinstance(side, int))])
            self.charge(times * (self._weigh(left) + self._weigh(right)))

    def _weigh(self, value: Any) -> int:
        """Return the total number of characters and items of a value, up to the remaining budget."""
        pending, weight = [value], 0
        while pending and weight <= self.remaining:
            each = pending.pop()
            weight += len(each) if isinstance(each, str) else 1
            if isinstance(each, Mapping | list | tuple | range):
                pending.extend(each.values() if isinstance(each, Mapping) else each)
        return weight

    def _meter(self, name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(apply)  # keeps the attributes for the first argument from Jinja
        def apply_metered(*args: Any, **kwargs: Any) -> Any:
            if name not in ("default", "d"):
                self._charge_arguments(name, [*args, *kwargs.values()])
            if name == "format" and any(isinstance(arg, str) and re.search(_WIDE_FORMAT, arg) for arg in args):
                raise EvaluationError(f"width must be at most {_MAX_WIDTH:,}")
            return self._charge_result(_call_filter(apply, args, kwargs))

        return apply_metered

    def _charge_arguments(self, name: str, arguments: list[Any]) -> None:
        plain = [each for each in arguments if isinstance(each, str | list | tuple | dict | range | int | float)]
        if name in _WIDTHS and any(isinstance(each, int) and each > _MAX_WIDTH for each in plain[1:]):
            raise EvaluationError(f"width must be at most {_MAX_WIDTH:,}")
        subject = plain[0] if plain else None
        lengths = sum(len(each) for each in plain[1:] if isinstance(each, str | list | tuple))
        self.charge(((len(subject) if isinstance(subject, Sized) else 0) + 1) * (lengths + 1))

    def _charge_result(self, result: Any) -> Any:
        # lazy results of Jinja are computed immediately, so that they are counted
        result = list(result) if isinstance(result, Iterator) else result
        self.charge(len(result) if isinstance(result, Sized) else 1)
        return result


# Each environment of a project evaluates the expressions of its pipelines, and compiling takes most of the time.
@functools.lru_cache(maxsize=1024)
def _compile(expression: str) -> CodeType:
    return compile_code(expression, _create_compiler())


@functools.cache
def _create_compiler() -> _Environment:
    return _Environment()


def _weigh_memory(value: Any) -> int:
    """Return the number of characters of plain data; any other item takes the memory of some."""
    pending, weight = [value], 0
    while pending:
        each = pending.pop()
        weight += len(each) if isinstance(each, str) else 1 if each is value else _ITEM
        if isinstance(each, dict | list):
            pending.extend(each.values() if isinstance(each, dict) else each)
    return weight


def _call_filter(apply: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return apply(*args, **kwargs)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if error.__traceback__ and error.__traceback__.tb_next is None:  # wrong arguments, or a filter written in C
            raise EvaluationError(_describe(error)) from error
        raise


def _describe(error: Exception) -> str:
    return _rephrase(str(error) or type(error).__name__)


def _make_key(key: Any) -> str:
    if not (key is None or isinstance(key, str | bool | int | float)):
        raise EvaluationError(f"key must be a string, got {type(key).__name__}")
    return str(key) if isinstance(key, str) else to_string(key)


def _rephrase(message: str) -> str:
    """Return a message of Jinja in the terms of an expression."""
    for jinja, plain in _JINJA_WORDS.items():
        message = message.replace(jinja, plain)
    return message.rstrip(".")


_JINJA_WORDS = {
    "unexpected 'end of template'": "unexpected end of the expression",
    "'end of print statement'": "the end of the expression",
    "end of print statement": "the end of the expression",
    "'end of template'": "the end of the expression",
    "end of template": "the end of the expression",
    "template expression": "expression",
}
