import inspect


def fit(text, kind):  # a value in the type that the function asks for
    value = read(text)
    if kind in (str, "str"):
        return value if isinstance(value, str) else text
    if kind in (float, "float") and type(value) is int:
        return float(value)
    return kind.model_validate(value) if hasattr(kind, "model_validate") else value


def call(function, given):  # with those of the given values that it takes
    takes = inspect.signature(function).parameters
    all_of_them = any(each.kind is each.VAR_KEYWORD for each in takes.values())
    kinds = {name: takes[name].annotation if name in takes else None for name in given}
    return function(**{name: fit(given[name], kinds[name]) for name in given if name in takes or all_of_them})
