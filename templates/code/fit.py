import inspect
import os
import typing


def find_kinds(function):
    try:
        return typing.get_type_hints(function)
    except (NameError, TypeError):
        return {}


def fit(name, value, kind):  # in the type that the function asks for
    if kind is str:
        return value if isinstance(value, str) else os.environ.get(f"ARG_{name}", value)
    if kind in (int, float) and value is not None:
        return kind(value)
    if hasattr(kind, "model_validate"):
        return kind.model_validate(value if isinstance(value, dict) else {name: value})
    return value


def call(function, given):  # with those of the given values that it takes
    takes = inspect.signature(function).parameters
    if all(each.kind is not each.VAR_KEYWORD for each in takes.values()):
        given = {name: value for name, value in given.items() if name in takes}
    kinds = find_kinds(function)
    return function(**{name: fit(name, value, kinds.get(name)) for name, value in given.items()})
