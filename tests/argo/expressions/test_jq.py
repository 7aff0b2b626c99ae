"""Filters of jq: those that gojq accepts are read, and faults are found at their place."""

from __future__ import annotations

import pytest

from argogen.argo.expressions.jq.functions import FUNCTIONS
from argogen.argo.expressions.jq.parse import JqReader, TooDeepError
from argogen.argo.notation.error import NotationError

ACCEPTED = [
    ".", "..", ".a.b", ".a?", ".a?.b?", '."a"."b"', '.["a"]', ".[0]", ".[-1]", ".[1:2]", ".[:2]", ".[2:]", ".a.[0]",
    ".[1,2]", ".a[.b]", ".a[.b:.c]", ".[]?", "[]", "{}", "[.[] | .a]", "-1", "-(.a)", "1e3", ".5", "null", "true",
    '{a, b: 1, "c": 2, (.d): 3, "e\\(.f)": 4, $__loc__}', "{if: 1, and: 2}.and", '{"a": 1 | 2}', '{@base64 "x": 1}',
    ".a // \"none\"", ".a?//1", ".a |= . + 1", ".a //= 3", ".a == 1 and (.b != 2 or not)", "1 % 2 * 3 / 4 - 5",
    "@base64", '@text "a\\(.b)"', '"\\(.a + "x")c"', '"\\u00e9\\n"', '"a\nb"', ". as $x | $x",
    "1 as $x | 2 as $y | [$x]",
    ". as [$a, {b: $c, $d, \"e\": [$f]}] | $a", ". as [$a] ?// $a | $a", "def f: .a; f",
    "def f($x; g): $x | g; f(1; .)",
    "if . then 1 end", "if . then 1 elif .a then 2 else 3 end", "try error catch .", "try (1 / 0) catch \"x\"",
    "reduce .[] as $x (0; . + $x)", "foreach .[] as [$x, $y] (0; . + $x; [$y])", "label $out | .a, break $out",
    ".a # a comment", "#a\n.b", ".a #b \\\n c\n|.d", "$ENV.PATH", "first(.a[])", 'import "a" as b; b::c', ".e0",
]  # fmt: skip
REJECTED = [
    (".a[", 3, 3), (".a | ", 5, 5), (".a)", 2, 3), ("$.a", 0, 1), ("{.a}", 1, 3), ('.a"', 2, 3), ("'.a'", 0, 1),
    (".a..b", 2, 4), ('"\\(.a"', 5, 6), ("[.a,]", 4, 5), ("if .a then 1", 12, 12), (".a[?(@.b)]", 3, 4),
    (".a[*].b", 3, 4),
    (".a.1", 2, 4), (".1a", 1, 2), (".a && .b", 3, 4), (".a;", 2, 3), ("|.a", 0, 1), ("{a: 1, 2}", 7, 8), (".a!", 2, 3),
    (".a === 1", 5, 6), ("..a", 2, 3), ('"a" "b"', 4, 5), (".a.@b", 3, 5), ('"\\x"', 1, 3), ('"\\u12"', 1, 3),
    ("end", 0, 3), ("reduce .[] as $x (0)", 19, 20), ("()", 1, 2), (".[:]", 3, 4), ("def f: 1", 8, 8), ("f(;)", 2, 3),
    ("{(.a)}", 5, 6), (". as {(.a)} | 1", 10, 11), ("label out | 1", 6, 9), ("", 0, 0), ("# only", 6, 6),
]  # fmt: skip


@pytest.mark.parametrize("text", ACCEPTED)
def test_valid_filters_are_accepted(text: str) -> None:
    assert JqReader(text).text == text


@pytest.mark.parametrize(("text", "start", "end"), REJECTED)
def test_faults_are_found_at_their_place(text: str, start: int, end: int) -> None:
    with pytest.raises(NotationError) as found:
        JqReader(text)
    assert (found.value.start, found.value.end) == (start, end)


def test_uses_and_definitions_are_listed() -> None:
    reader = JqReader('def f($x): g(1; $x); . as [$y] | "a\\(h)" | {$z, k: f(.)}')
    assert [(use.name, use.arguments) for use in sorted(reader.uses, key=lambda use: use.start)] == [
        ("g", 2), ("$x", None), ("h", 0), ("$z", None), ("f", 1),
    ]  # fmt: skip
    assert reader.defined == {"f", "x", "$x", "$y"}


@pytest.mark.parametrize("text", ["(" * 5000, "[" * 5000, '"\\(' * 5000, ". as " + "[" * 5000, "{a:" * 5000])
def test_filters_with_too_many_levels_are_not_read(text: str) -> None:
    with pytest.raises(TooDeepError):
        JqReader(text)


def test_long_filters_are_read() -> None:
    text = " | ".join(['map(select(.a == "b"))'] * 5000)
    assert len(JqReader(text).uses) == 10000


def test_functions_have_their_numbers_of_arguments() -> None:
    assert FUNCTIONS["length"] == (0,)
    assert FUNCTIONS["range"] == (1, 2, 3)
