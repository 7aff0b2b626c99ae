"""Call functions as reflect does: the types of the arguments have to be those of the parameters."""

from __future__ import annotations

from collections.abc import Sequence

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.types import ANY, GoType, is_assignable
from argogen.argo.evaluation.golang.values import ContextualFunction, GoFunction, GoValue, name_type, type_of, zero_of


def call_function(function: GoValue, arguments: Sequence[GoValue], evaluation: Evaluation) -> GoValue:
    """Return the result of a function. Raises GoPanicError."""
    if function is None:
        raise GoPanicError("invalid operation: cannot call nil")
    if not isinstance(function, (GoFunction, ContextualFunction)):
        raise GoPanicError(f"invalid operation: cannot call non-function of type {name_type(function)}")
    parameters = _match_parameters(function.go_type, len(arguments))
    given = [_pass(argument, parameter) for argument, parameter in zip(arguments, parameters, strict=True)]
    if isinstance(function, ContextualFunction):
        return function.call(evaluation, *given)
    return function.call(*given)


def _match_parameters(go_type: GoType, number: int) -> list[GoType]:
    """Return the type of the parameter for each argument."""
    parameters = list(go_type.parameters)
    if go_type.is_variadic:
        repeated = parameters.pop().element or ANY
        parameters += [repeated] * (number - len(parameters))
    if number < len(parameters):
        raise GoPanicError("reflect: Call with too few input arguments")
    if number > len(parameters):
        raise GoPanicError("reflect: Call with too many input arguments")
    return parameters


def _pass(argument: GoValue, parameter: GoType) -> GoValue:
    found = type_of(argument)
    if found is None:
        return zero_of(parameter)
    if not is_assignable(found, parameter):
        raise GoPanicError(f"reflect: Call using {found.name} as type {parameter.name}")
    return argument
