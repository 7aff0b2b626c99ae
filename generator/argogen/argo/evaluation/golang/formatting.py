"""Format values as strings: the verb `%v` of fmt."""

from __future__ import annotations

from argogen.argo.evaluation.golang.encoding.numbers import format_float
from argogen.argo.evaluation.golang.maps import sorted_items
from argogen.argo.evaluation.golang.methods import find_method
from argogen.argo.evaluation.golang.values import GoFunction, GoStruct, GoValue, type_of
from argogen.argo.evaluation.trampoline import Task, run

# Go prints the address of a function, which differs in each run.
_ADDRESS = "0x0"


def format_value(value: GoValue) -> str:
    """Return a value as `%v` writes it."""
    return run(_format(value))


def _format(value: GoValue) -> Task[str]:
    scalar = _format_scalar(value)
    if scalar is not None:
        return scalar
    if isinstance(value, list):
        items: list[str] = []
        for item in value:
            items += [(yield _format(item))]
        return f"[{' '.join(items)}]"
    if isinstance(value, GoStruct):
        fields: list[str] = []
        for field in value.fields.values():
            fields += [(yield _format(field))]
        return f"{{{' '.join(fields)}}}"
    entries: list[str] = []
    for key, item in sorted_items(value):
        written: str = yield _format(item)
        entries.append(f"{_format_scalar(key)}:{written}")
    return f"map[{' '.join(entries)}]"


def _format_scalar(value: GoValue) -> str | None:
    """Return the formatted value if it has no parts; None for others."""
    if value is None:
        return "<nil>"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_float(value)
    if isinstance(value, GoFunction):
        return _ADDRESS
    method = find_method(type_of(value), "String")
    if method is not None:
        text: str = method.call(value)
        return text
    return str(int(value)) if isinstance(value, int) else None
