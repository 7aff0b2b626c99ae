"""What cannot work in an expression that is well-formed."""

from __future__ import annotations

import pytest

from argogen.argo.expressions.expr.checks import check_expression, infer_kind
from argogen.argo.expressions.expr.functions import load_functions
from argogen.argo.expressions.expr.parse import parse
from argogen.argo.value_kinds import ANY, NUMBER, STRING

KINDS = {("lastRetry", "exitCode"): STRING, ("lastRetry", "duration"): STRING, ("x",): STRING, ("n",): NUMBER}


def kind_of(parts: tuple[str, ...]) -> str:
    return KINDS.get(parts, ANY)


@pytest.mark.parametrize(
    "text",
    [
        "asInt(lastRetry.exitCode) in [1, 2] && lastRetry.status != 'Error'",
        "asFloat(lastRetry.duration) < 10.5",
        "x == 'a' || x startsWith 'b' || x in ['c'] || x in m",
        "n + 1 > 2 ? x : 'none'",
        "x + 'a' + string(n)",
        "unknown.y == 1 && unknown.y == 'a' && !unknown.z",
        "nil == x || x == nil",
        "let x = 1; x == 1",
        "let f = g; f(1, 2, 3)",
        "filter(list, {# > 1 && .size == 'a'}) | len() > 0",
        "sprig.trim(x) == jsonpath(x, '$.a')",
        "now().Year() > 2020",
        "max(1, 2, 3) + sprig.max(1, 2) == 5",
        "upper(unknown)",
        "sprig.dig('a', 'none', fromJSON(x)) + get(unknown, 'b') + get(list, 1)",
        "keys({a: 1}) == values(unknown)",
    ],
)
def test_nothing_is_wrong_with(text: str) -> None:
    assert check_expression(parse(text), text, kind_of) == []


@pytest.mark.parametrize(
    ("text", "span", "name", "fix"),
    [
        ("lastRetry.exitCode == 1", "lastRetry.exitCode", "incompatible-types", "asInt(lastRetry.exitCode)"),
        ("5 < lastRetry.duration", "lastRetry.duration", "incompatible-types", "asFloat(lastRetry.duration)"),
        ("n == '200'", "'200'", "incompatible-types", "200"),
        ("n == 'a'", "'a'", "incompatible-types", ""),
        ("x - 1", "x", "incompatible-types", "asInt(x)"),
        ("x + 1", "x", "incompatible-types", "asInt(x)"),
        ("!x", "x", "incompatible-types", ""),
        ("x ? 1 : 2", "x", "incompatible-types", ""),
        ("true && x", "x", "incompatible-types", ""),
        ("x in 'abc'", "'abc'", "incompatible-types", ""),
        ("n matches 'a'", "n", "incompatible-types", ""),
        ("[1] == 1", "1", "incompatible-types", ""),
        ("upper(1)", "1", "incompatible-types", ""),
        ("sprig.dig('a', 'none', x)", "x", "incompatible-types", ""),
        ("get(x, 'a') ?? 'none'", "x", "incompatible-types", ""),
        ("keys(toJSON(unknown))", "toJSON(unknown)", "incompatible-types", ""),
        ("sprig.hasKey('{}', 'a')", "'{}'", "incompatible-types", ""),
        ("toJSONN(x)", "toJSONN", "unknown-function", ""),
        ("sprig.trimm(x)", "sprig.trimm", "unknown-function", ""),
        ("sprig.env('HOME')", "sprig.env", "unknown-function", ""),
        ("len(x, 1)", "len(x, 1)", "wrong-argument-count", ""),
        ("jsonpath(x)", "jsonpath(x)", "wrong-argument-count", ""),
    ],
)
def test_finds_what_cannot_work(text: str, span: str, name: str, fix: str) -> None:
    (problem,) = check_expression(parse(text), text, kind_of)
    assert (problem.name, text[problem.start : problem.end], problem.fix) == (name, span, fix)
    assert problem.message


@pytest.mark.parametrize("text", ["sprig.dig('a', 'none', x)", "get(x, 'a')", "keys(x)"])
def test_a_string_in_the_place_of_a_map_is_parsed(text: str) -> None:
    (problem,) = check_expression(parse(text), text, kind_of)
    assert problem.hint == "use 'fromJSON(x)'"
    assert problem.message.endswith("requires a map, got a string")


def test_each_problem_is_reported_once() -> None:
    text = "1 < x < 3"
    assert [text[it.start : it.end] for it in check_expression(parse(text), text, kind_of)] == ["x"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a == b", "boolean"), ("asInt(x)", "number"), ("x", "string"), ("[x]", "list"), ("{a: x}", "map"), ("y", "any"),
     ("x ?? 'a'", "string"), ("y ? 1 : 2", "number"), ("let a = 1; 'b'", "string"), ("1; true", "boolean"),
     ("x[1:]", "string"),
     ("nil", "nil"), ("-y", "number"), ("1..3", "list"), ("y + 1", "number"), ("n * 2", "number")],
)  # fmt: skip
def test_the_kind_of_what_comes_out(text: str, kind: str) -> None:
    assert infer_kind(parse(text), text, kind_of) == kind


def test_the_table_of_functions_says_how_many_arguments() -> None:
    table = load_functions()
    assert (table["trim"].minimum, table["trim"].maximum, table["trim"].result) == (1, 2, "string")
    assert (table["now"].minimum, table["now"].maximum) == (0, 0)
    assert (table["max"].minimum, table["max"].maximum) == (1, float("inf"))
    assert table["uniq"].since == "3.6"
    assert {function.result for function in table.values()} <= {"string", "number", "boolean", "list", "map", "any"}
