"""Functions on maps."""

from __future__ import annotations

from collections.abc import Mapping

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.copying import copy_value
from argogen.argo.evaluation.golang.maps import sorted_items
from argogen.argo.evaluation.golang.types import ANY, BOOL, MAP, SLICE, STRING, STRINGS
from argogen.argo.evaluation.golang.values import GoFunction, GoList, GoValue, is_nil, name_type
from argogen.argo.evaluation.sprig.conversion import is_empty, to_text
from argogen.argo.evaluation.sprig.declare import fallible, function, variadic
from argogen.argo.evaluation.trampoline import Task, run

GoDict = dict[str, GoValue]


def _get(mapping: GoDict, key: str) -> GoValue:
    return mapping.get(key, "")


def _set(mapping: GoDict, key: str, value: GoValue) -> GoDict:
    if is_nil(mapping):
        raise GoPanicError("assignment to entry in nil map")
    mapping[key] = value
    return mapping


def _unset(mapping: GoDict, key: str) -> GoDict:
    mapping.pop(key, None)
    return mapping


def _has_key(mapping: GoDict, key: str) -> bool:
    return key in mapping


def _pluck(key: str, *mappings: GoDict) -> list[GoValue]:
    return [mapping[key] for mapping in mappings if key in mapping]


def _keys(*mappings: GoDict) -> GoList:
    return GoList(types.STRINGS, [key for mapping in mappings for key, _ in sorted_items(mapping)])


def _values(mapping: GoDict) -> list[GoValue]:
    return [value for _, value in sorted_items(mapping)]


def _pick(mapping: GoDict, *keys: str) -> GoDict:
    return {key: mapping[key] for key in keys if key in mapping}


def _omit(mapping: GoDict, *keys: str) -> GoDict:
    return {key: value for key, value in mapping.items() if key not in keys}


def _dict(*items: GoValue) -> GoDict:
    made: GoDict = {}
    for index in range(0, len(items), 2):
        made[to_text(items[index])] = items[index + 1] if index + 1 < len(items) else ""
    return made


def _merge(target: GoDict, *sources: GoDict) -> GoDict:
    return _merge_all(target, sources, overwrites=False)


def _merge_overwriting(target: GoDict, *sources: GoDict) -> GoDict:
    return _merge_all(target, sources, overwrites=True)


def _merge_all(target: GoDict, sources: tuple[GoDict, ...], *, overwrites: bool) -> GoDict:
    merged = {} if is_nil(target) and not all(map(is_nil, sources)) else target
    for source in sources:
        run(_merge_into(merged, source, overwrites=overwrites))
    return merged


def _merge_into(target: GoDict, source: GoDict, *, overwrites: bool) -> Task[None]:
    """Add entries to a map: empty values are replaced, maps merged, and others kept unless `overwrites`."""
    for key, value in list(source.items()):
        current = target.get(key)
        if value is None:
            if overwrites:
                target[key] = None
            continue
        are_maps = type(value) is dict and type(current) is dict
        if are_maps and current is not None:
            yield _merge_into(current, value, overwrites=overwrites)
        if (are_maps and not is_empty(current)) or not (overwrites or is_empty(current)):
            continue
        target[key] = value


def _dig(*arguments: GoValue) -> GoValue:
    if len(arguments) < 3:
        raise GoPanicError("dig needs at least three arguments")
    *keys, default, mapping = arguments
    for key in keys:
        if not isinstance(key, str):
            raise _unexpected(key, "string")
    for key in keys:
        if not isinstance(mapping, dict) or name_type(mapping) != MAP.name:
            raise _unexpected(mapping, MAP.name)
        if key not in mapping:
            return default
        mapping = mapping[key]
    return mapping


def _unexpected(value: GoValue, wanted: str) -> GoPanicError:
    found = "nil" if value is None else name_type(value)
    return GoPanicError(f"interface conversion: interface {{}} is {found}, not {wanted}")


MAP_FUNCTIONS: Mapping[str, GoFunction] = {
    "dict": variadic(_dict, MAP, ANY),
    "get": function(_get, ANY, MAP, STRING),
    "set": function(_set, MAP, MAP, STRING, ANY),
    "unset": function(_unset, MAP, MAP, STRING),
    "hasKey": function(_has_key, BOOL, MAP, STRING),
    "pluck": variadic(_pluck, SLICE, STRING, MAP),
    "keys": variadic(_keys, STRINGS, MAP),
    "values": function(_values, SLICE, MAP),
    "pick": variadic(_pick, MAP, MAP, STRING),
    "omit": variadic(_omit, MAP, MAP, STRING),
    "merge": variadic(_merge, ANY, MAP, MAP),
    "mustMerge": variadic(_merge, ANY, MAP, MAP, can_fail=True),
    "mergeOverwrite": variadic(_merge_overwriting, ANY, MAP, MAP),
    "mustMergeOverwrite": variadic(_merge_overwriting, ANY, MAP, MAP, can_fail=True),
    "dig": variadic(_dig, ANY, ANY, can_fail=True),
    "deepCopy": function(copy_value, ANY, ANY),
    "mustDeepCopy": fallible(copy_value, ANY, ANY),
}
