import inspect
import os


def fit(name, value, kind):  # in the type that the function asks for
    if kind in (str, "str"):
        return value if isinstance(value, str) else os.environ[f"ARG_{name}"]
    if kind in (float, "float") and type(value) is int:
        return float(value)
    return kind.model_validate(value) if hasattr(kind, "model_validate") else value


def call(function, given):  # with those of the given values that it takes
    takes = inspect.signature(function).parameters
    if all(each.kind is not each.VAR_KEYWORD for each in takes.values()):
        given = {name: value for name, value in given.items() if name in takes}
    kinds = {name: takes[name].annotation if name in takes else None for name in given}
    return function(**{name: fit(name, value, kinds[name]) for name, value in given.items()})
