"""Declare functions with the types of their parameters and results."""

from __future__ import annotations

from collections.abc import Callable

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.types import ERROR, GoType, function_of, slice_of
from argogen.argo.evaluation.golang.values import ContextualFunction, GoFunction, GoValue


def function(call: Callable[..., GoValue], result: GoType, *parameters: GoType) -> GoFunction:
    """Return a function."""
    return GoFunction(function_of(parameters, (result,)), call)


def fallible(call: Callable[..., GoValue], result: GoType, *parameters: GoType) -> GoFunction:
    """Return a function that may also return an error."""
    return GoFunction(function_of(parameters, (result, ERROR)), call)


def variadic(call: Callable[..., GoValue], result: GoType, *parameters: GoType, can_fail: bool = False) -> GoFunction:
    """Return a function whose last parameter may be repeated."""
    *first, last = parameters
    results = (result, ERROR) if can_fail else (result,)
    return GoFunction(function_of((*first, slice_of(last)), results, is_variadic=True), call)


def contextual(
    call: Callable[..., GoValue], result: GoType, *parameters: GoType, can_fail: bool = False
) -> ContextualFunction:
    """Return a function that receives the Evaluation before its arguments."""
    return ContextualFunction(function_of(parameters, (result, ERROR) if can_fail else (result,)), call)


def or_else(call: Callable[..., GoValue], otherwise: GoValue) -> Callable[..., GoValue]:
    """Return a function that returns a fixed value where `call` fails."""

    def attempt(*arguments: GoValue) -> GoValue:
        try:
            return call(*arguments)
        except GoPanicError:
            return otherwise

    return attempt
