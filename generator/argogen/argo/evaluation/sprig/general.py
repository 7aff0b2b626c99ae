"""Functions on values of any type: defaults, JSON, types, regular expressions, paths, versions."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.encoding.json_text import from_json, to_json
from argogen.argo.evaluation.golang.equality import is_deeply_equal
from argogen.argo.evaluation.golang.regexps import compile_regexp, quote_meta
from argogen.argo.evaluation.golang.semver.constraints import check_constraint
from argogen.argo.evaluation.golang.semver.versions import parse_version
from argogen.argo.evaluation.golang.types import ANY, BOOL, INT, MAP, STRING, STRINGS, VERSION
from argogen.argo.evaluation.golang.values import GoFunction, GoList, GoValue, kind_of, name_type
from argogen.argo.evaluation.sprig.conversion import is_empty
from argogen.argo.evaluation.sprig.declare import contextual, fallible, function, or_else, variadic
from argogen.argo.evaluation.sprig.urls import join_url, parse_url


def _default(default: GoValue, *given: GoValue) -> GoValue:
    return default if not given or is_empty(given[0]) else given[0]


def _coalesce(*values: GoValue) -> GoValue:
    return next((value for value in values if not is_empty(value)), None)


def _ternary(yes: GoValue, no: GoValue, test: bool) -> GoValue:
    return yes if test else no


def _pretty_json(value: GoValue) -> str:
    return to_json(value, "  ")


def _raw_json(value: GoValue) -> str:
    return to_json(value, escape_html=False)


def _fail(message: str) -> GoValue:
    raise GoPanicError(message)


def _is_like(name: str, value: GoValue) -> bool:
    return name_type(value) in (name, f"*{name}")


DEFAULT_FUNCTIONS: Mapping[str, GoFunction] = {
    "default": variadic(_default, ANY, ANY, ANY),
    "empty": function(is_empty, BOOL, ANY),
    "coalesce": variadic(_coalesce, ANY, ANY),
    "all": variadic(lambda *values: not any(map(is_empty, values)), BOOL, ANY),
    "any": variadic(lambda *values: not all(map(is_empty, values)), BOOL, ANY),
    "ternary": function(_ternary, ANY, ANY, ANY, BOOL),
    "fromJson": function(or_else(from_json, None), ANY, STRING),
    "mustFromJson": fallible(from_json, ANY, STRING),
    "toJson": function(or_else(to_json, ""), STRING, ANY),
    "mustToJson": fallible(to_json, STRING, ANY),
    "toPrettyJson": function(or_else(_pretty_json, ""), STRING, ANY),
    "mustToPrettyJson": fallible(_pretty_json, STRING, ANY),
    "toRawJson": function(_raw_json, STRING, ANY),
    "mustToRawJson": fallible(_raw_json, STRING, ANY),
    "typeOf": function(name_type, STRING, ANY),
    "typeIs": function(lambda name, value: name == name_type(value), BOOL, STRING, ANY),
    "typeIsLike": function(_is_like, BOOL, STRING, ANY),
    "kindOf": function(kind_of, STRING, ANY),
    "kindIs": function(lambda kind, value: kind == kind_of(value), BOOL, STRING, ANY),
    "deepEqual": function(is_deeply_equal, BOOL, ANY, ANY),
    "fail": fallible(_fail, STRING, STRING),
}


def _matches(pattern: str, text: str) -> bool:
    return compile_regexp(pattern).matches(text)


def _find(pattern: str, text: str) -> str:
    return compile_regexp(pattern).find(text)


def _find_all(pattern: str, text: str, limit: int) -> GoList:
    found = compile_regexp(pattern).find_all(text, limit)
    return GoList(types.STRINGS, found, is_nil=not found)


def _replace(pattern: str, text: str, replacement: str) -> str:
    return compile_regexp(pattern).replace(text, replacement)


def _replace_literally(pattern: str, text: str, replacement: str) -> str:
    return compile_regexp(pattern).replace(text, replacement, is_literal=True)


def _split(pattern: str, text: str, limit: int) -> GoList:
    parts = compile_regexp(pattern).split(text, limit)
    return GoList(types.STRINGS, parts or (), is_nil=not parts)


REGEXP_FUNCTIONS: Mapping[str, GoFunction] = {
    "regexMatch": function(or_else(_matches, False), BOOL, STRING, STRING),
    "mustRegexMatch": fallible(_matches, BOOL, STRING, STRING),
    "regexFindAll": function(_find_all, STRINGS, STRING, STRING, INT),
    "mustRegexFindAll": fallible(_find_all, STRINGS, STRING, STRING, INT),
    "regexFind": function(_find, STRING, STRING, STRING),
    "mustRegexFind": fallible(_find, STRING, STRING, STRING),
    "regexReplaceAll": function(_replace, STRING, STRING, STRING, STRING),
    "mustRegexReplaceAll": fallible(_replace, STRING, STRING, STRING, STRING),
    "regexReplaceAllLiteral": function(_replace_literally, STRING, STRING, STRING, STRING),
    "mustRegexReplaceAllLiteral": fallible(_replace_literally, STRING, STRING, STRING, STRING),
    "regexSplit": function(_split, STRINGS, STRING, STRING, INT),
    "mustRegexSplit": fallible(_split, STRINGS, STRING, STRING, INT),
    "regexQuoteMeta": function(quote_meta, STRING, STRING),
}


def _base(path: str) -> str:
    return (path and (path.rstrip("/").rpartition("/")[2] or "/")) or "."


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path) if path else "."
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _directory(path: str) -> str:
    return _clean(path[: path.rfind("/") + 1])


def _extension(path: str) -> str:
    name = path[path.rfind("/") + 1 :]
    at = name.rfind(".")
    return name[at:] if at >= 0 else ""


def _resolve(evaluation: Evaluation, name: str) -> str:
    addresses = evaluation.resolve_host(name)
    if not addresses:
        raise GoPanicError("invalid argument to Intn")
    return addresses[evaluation.random_below(len(addresses))]


PATH_FUNCTIONS: Mapping[str, GoValue] = {
    **dict.fromkeys(("base", "osBase"), function(_base, STRING, STRING)),
    **dict.fromkeys(("dir", "osDir"), function(_directory, STRING, STRING)),
    **dict.fromkeys(("clean", "osClean"), function(_clean, STRING, STRING)),
    **dict.fromkeys(("ext", "osExt"), function(_extension, STRING, STRING)),
    **dict.fromkeys(("isAbs", "osIsAbs"), function(lambda path: path.startswith("/"), BOOL, STRING)),
    "getHostByName": contextual(_resolve, STRING, STRING),
    "semver": fallible(parse_version, VERSION, STRING),
    "semverCompare": fallible(check_constraint, BOOL, STRING, STRING),
    "urlParse": function(parse_url, MAP, STRING),
    "urlJoin": function(join_url, STRING, MAP),
}
