"""Copy values with their parts."""

from __future__ import annotations

from argogen.argo.evaluation.golang.values import GoList, GoMap, GoValue
from argogen.argo.evaluation.trampoline import Task, run


def copy_value(value: GoValue) -> GoValue:
    """Return a value whose lists and maps can be changed without an effect on the original."""
    if not isinstance(value, (list, dict)):
        return value
    return run(_copy(value))


def _copy(value: GoValue) -> Task[GoValue]:
    if isinstance(value, list):
        items: list[GoValue] = []
        for item in value:
            items += [(yield _copy(item))]
        return GoList(value.go_type, items, is_nil=value.is_nil) if isinstance(value, GoList) else items
    if isinstance(value, dict):
        copied: dict[str, GoValue] = GoMap(value.go_type) if isinstance(value, GoMap) else {}
        for key, item in value.items():
            copied[key] = yield _copy(item)
        return copied
    return value
