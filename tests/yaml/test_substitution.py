"""The substitution of `${{ }}`."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.substitution import expressions
from argogen.substitution.braces import split_text
from argogen.substitution.expressions import EvaluationError, Evaluator
from argogen.substitution.substitution import substitute
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

NAMES: dict[str, Any] = {
    "vars": {
        "tag": "1.4",
        "n": 3,
        "x": 1.5,
        "yes": True,
        "nothing": None,
        "list": [1, "a", None],
        "map": {"k": {"v": 1}},
    }
    | {"items": "an item", "inject": "a: b\n- c", "braces": "${{ vars.tag }}", "big": "z" * 1000},
    "env": {"CI_SHA": "abc", "_HIDDEN": "h"},
    "environment": "prod",
}


def read(text: str) -> Document:
    (document,) = read_documents(SourceText("f", text))
    return document


def evaluate(expression: str) -> Any:
    return substitute(read("a: " + json.dumps(f"${{{{ {expression} }}}}")), NAMES).data["a"]


def list_faults(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(InvalidInputError) as caught:
        substitute(read(text), NAMES)
    return caught.value.diagnostics


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("vars.tag", "1.4"),
        ("vars.n", 3),
        ("vars.x", 1.5),
        ("vars.yes", True),
        ("vars.nothing", None),
        ("vars.list", [1, "a", None]),
        ("vars.map", {"k": {"v": 1}}),
        ("vars.items", "an item"),
        ("vars.keys() | list | first", "tag"),
        ("env._HIDDEN", "h"),
        ("env['CI_SHA'][:2]", "ab"),
        ("environment", "prod"),
        ("vars.n + 1", 4),
        ("2 ** 10 * 3 % 7", 6),
        ("'ab' * 2 ~ vars.n", "abab3"),
        ("vars.tag if environment == 'prod' else 'latest'", "1.4"),
        ("vars.none | default('d' * 3)", "ddd"),
        ("vars.none is defined", False),
        ('"a}}b"', "a}}b"),
        ("'}}' ~ \"it's\"", "}}it's"),
        ('{"a": {"b": {}}}', {"a": {"b": {}}}),
        ("{1: 2, none: 3}", {"1": 2, "null": 3}),
        ("(1, range(3))", [1, [0, 1, 2]]),
        ("vars.list | map('string') | join('-')", "1-a-None"),
        ("vars.map | tojson", '{"k": {"v": 1}}'),
        ("'%05.2f' % vars.x", "01.50"),
        ("'%s:%s' | format(environment, vars.n)", "prod:3"),
        ("'a b'.split() | map('upper') | list", ["A", "B"]),
        ("vars.braces", "${{ vars.tag }}"),
    ],
)
def test_value_of_a_whole_text(expression: str, value: Any) -> None:
    result = evaluate(expression)
    assert (type(result), result) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("image:${{ vars.tag }}", "image:1.4"),
        ("${{vars.n}}${{ vars.x }}", "31.5"),
        ("${{ vars.yes }} ${{ vars.nothing }}", "true null"),
        ("is ${{ vars.list }}", 'is [1, "a", null]'),
        ("is ${{ vars.map }}", 'is {"k": {"v": 1}}'),
        ("${{ vars.inject }}!", "a: b\n- c!"),
        ("$${{ vars.tag }}", "${{ vars.tag }}"),
        ("$$${{ vars.tag }}", "$${{ vars.tag }}"),
        ("$${{ a }} ${{ vars.n }}", "${{ a }} 3"),
        ("{{plan.x}} ${{ vars.n }} {{= a['b'] }}", "{{plan.x}} 3 {{= a['b'] }}"),
        (" ${{ vars.n }}", " 3"),
        ("${{ vars.braces }} ", "${{ vars.tag }} "),
    ],
)
def test_value_in_a_text(text: str, value: str) -> None:
    assert substitute(read("a: " + json.dumps(text)), NAMES).data == {"a": value}


def test_keys_stay_text_and_their_places() -> None:
    text = (
        "x: 3.10\n${{ environment }}-k: {v: 3.10, w: '${{ vars.list }}'}\n'${{ vars.tag }}': [0x1, '${{ vars.n }}']\n"
    )
    document = substitute(read(text), NAMES)
    assert document.data == {"x": 3.1, "prod-k": {"v": 3.1, "w": [1, "a", None]}, "1.4": [1, 3]}
    assert document.number_spellings == {("x",): "3.10", ("prod-k", "v"): "3.10", ("1.4", 0): "0x1"}
    assert document.text_at(("1.4", 0), 1) == "0x1"
    assert str(document.place(("prod-k", "w", 1))) == "f:2:36"
    assert str(document.place(("prod-k", "v"), key=True)) == "f:2:24"
    assert str(document.place(("1.4", 1), find="vars.n")) == "f:3:31"


def test_document_without_braces_is_itself() -> None:
    for text in ("a: [1]\n", "a: 1  # ${{ nothing }}\n"):
        document = read(text)
        assert substitute(document, NAMES) is document


def test_what_needs_nothing_is_not_copied_and_what_is_shared_stays_shared() -> None:
    document = read("a: &a {x: '${{ vars.n }}'}\nb: *a\nc: {d: 1}\n")
    after = substitute(document, NAMES)
    assert after.data["a"] is after.data["b"]
    assert after.data["c"] is document.data["c"]
    assert document.data["a"] == {"x": "${{ vars.n }}"}
    assert after.source is document.source


_UNCLOSED = "unclosed '${{'"
KNOWN_NAMES = "known here: env, environment, vars"
_UNCALLED = "expression is a function: call it with '()'"
FAULTS = {
    "a: ${{ vars.tgs }}\n": ("1:13+3", "undefined-name", "undefined name 'vars.tgs'", "did you mean 'vars.tag'?"),
    "a: ${{ plan.out-1 }}\n": (
        "1:8+4",
        "undefined-name",
        "undefined name 'plan'",
        "for a value of the workflow run, write '{{plan.out-1}}' without '$'",
    ),
    "a: ${{item}}\n": (
        "1:7+4",
        "undefined-name",
        "undefined name 'item'",
        "for a value of the workflow run, write '{{item}}' without '$'",
    ),
    "a: ${{ vrs.tag }}\n": ("1:8+3", "undefined-name", "undefined name 'vrs'", "did you mean 'vars'?"),
    "a: b ${{ 'tgx' ~ vars.tgx }}\n": (
        "1:23+3",
        "undefined-name",
        "undefined name 'vars.tgx'",
        "did you mean 'vars.tag'?",
    ),
    "a: |\n  b\n    ${{ vars.no_way }}\n": (
        "3:14+6",
        "undefined-name",
        "undefined name 'vars.no_way'",
        "define it in 'vars', choose an environment with --env, or use --var no_way=VALUE",
    ),
    "a: 'it''s ${{ vars[\"tgs\"] }}'\n": ("1:21+3", "undefined-name", "undefined name 'tgs'", "did you mean 'tag'?"),
    "a: ${{ vars['t-gs'] }}\n": ("1:14+4", "undefined-name", "undefined name 't-gs'", "did you mean 'tag'?"),
    'a: "\\x41 \\\n  ${{ [nope] }}"\n': ("2:8+4", "undefined-name", "undefined name 'nope'", KNOWN_NAMES),
    "x-${{ nope }}: 1\n": ("1:7+4", "undefined-name", "undefined name 'nope'", KNOWN_NAMES),
    "a: b ${{ vars.tag }\n": (
        "1:6+3",
        "invalid-substitution",
        "unclosed '${{'",
        "add '}}', or write '$${{' for a literal '${{'",
    ),
    "a: ${{ 1 + }}\n": ("1:4+10", "invalid-substitution", "unexpected end of the expression", ""),
    "a: ${{ }}\n": ("1:4+6", "invalid-substitution", "unexpected end of the expression", ""),
    "a: ${{ 1 / 0 }}\n": ("1:4+12", "invalid-substitution", "division by zero", ""),
    "a: ${{ vars | nofilter }}\n": ("1:4+22", "invalid-substitution", "No filter named 'nofilter'", ""),
    "a: ${{ vars.keys }}\n": (
        "1:4+16",
        "invalid-substitution",
        "expression is a function: call it with '()'",
        "",
    ),
    "${{ vars.n }}: 1\n": ("1:1+13", "invalid-substitution", "key must be a string, got a number", ""),
    "${{ vars.nothing }}: 1\n": ("1:1+19", "invalid-substitution", "key must be a string, got null", ""),
    "prod: 1\n${{ environment }}: 2\n": ("2:1+18", "duplicate-key", "duplicate key 'prod' after substitution", ""),
}


@pytest.mark.parametrize("text", FAULTS)
def test_fault(text: str) -> None:
    (fault,) = list_faults(text)
    spot = f"{fault.place.line}:{fault.place.column}+{fault.place.width}"
    assert (spot, fault.code, fault.message, fault.hint) == FAULTS[text]


def test_all_faults_are_found_in_one_run_and_each_once() -> None:
    text = "a: &a ['${{ n1 }} ${{ n2 }}']\nb: *a\nc: {<<: &c {d: '${{ n3 }}'}}\ne: {<<: *c}\n${{ n4 }}: ${{ n5 }}\n"
    assert [str(fault.place) for fault in list_faults(text)] == ["f:1:13", "f:1:23", "f:3:21", "f:5:5", "f:5:16"]


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "vars.__class__.__mro__",
        "vars | attr('__class__')",
        "vars['__class__']",
        "[vars] | map(attribute='__class__') | list",
        "vars.list.append(1)",
        "vars.update({})",
        "[1] | random",
        "lipsum()",
        "cycler(1)",
        "self",
        "namespace()",
        "'{0.__class__}'.format(1)",
        "'a'.encode()",
        "{% if a %}",
        "a }} {% set b = 1 %}${{ b",
    ],
)
def test_what_is_not_allowed(expression: str) -> None:
    before = json.dumps(NAMES)
    with pytest.raises(InvalidInputError) as caught:
        evaluate(expression)
    assert {fault.code for fault in caught.value.diagnostics} <= {"invalid-substitution", "undefined-name"}
    assert json.dumps(NAMES) == before


@pytest.mark.parametrize(
    "expression",
    [
        "'a' * 10 ** 9",
        "10 ** 9 * 'a'",
        "[0] * 10 ** 9",
        "[[[0] * 9999] * 9999] * 9999",
        "range(10 ** 9)",
        "range(10 ** 9) | list",
        "9 ** (9 ** (9 ** 9))",
        "'%1000000000d' % 1",
        "'%*d' % (1000000000, 1)",
        "'%1000000000d' | format(1)",
        "'{:>1000000000}'.format(1)",
        "'a'.center(10 ** 9)",
        "'a'.zfill(10 ** 9)",
        "'\t'.expandtabs(10 ** 9)",
        "'a' | center(10 ** 9)",
        "'a' | indent(10 ** 9, true)",
        "1.5 | round(10 ** 9)",
        "'a' | list | batch(10 ** 9, 'x') | list",
        "range(99999) | map('string') | map('center', 900) | list",
        "range(99999) | map('string') | join('x' * 9999)",
        "'aaaaaaaaaa'" + ".replace('a', 'aaaaaaaaaa')" * 12,
        "('x' * 9999) | list | map('replace', 'x', 'y' * 9999) | list",
        "[range(9999)] * 99 | map('sort') | map('sort') | map('sort') | list",
        "(vars.big * 100).join(range(9999) | map('string'))",
        "(" * 5000,
        "- " * 4000 + "1",
        "1" + " + 1" * 9000,
    ],
)
def test_what_would_take_too_much(expression: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        evaluate(expression)
    assert [fault.code for fault in caught.value.diagnostics] == ["invalid-substitution"]


def test_reader_does_not_import_jinja() -> None:
    code = "import argogen.yaml, sys; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.lists(st.sampled_from([*"a$ {}\"'\\", "${{", "}}", "$${{"]), max_size=20).map("".join))
def test_segments_are_the_whole_text(text: str) -> None:
    segments = list(split_text(text))
    assert [each.start for each in segments] == [0, *(each.end for each in segments)][: len(segments)]
    assert (segments[-1].end if segments else 0) == len(text)


@given(st.text(), st.sampled_from(["%s", "- %s\n- 2", "{a: %s}"]))
def test_value_cannot_change_the_structure(value: str, around: str) -> None:
    document = read(around % "'x${{ v }}'")
    expected = json.loads(json.dumps(document.data).replace("x${{ v }}", json.dumps(f"x{value}")[1:-1]))
    assert substitute(document, {"v": value}).data == expected


@given(st.text(st.sampled_from("ab.1+*|~()[]{}'\" ,:%-_/<>=\\"), max_size=12))
def test_any_expression_gives_a_value_or_a_fault(expression: str) -> None:
    given = read("a: " + json.dumps(f"${{{{{expression}}}}}"))
    try:
        result = list(substitute(given, {"a": 1, "b": "x"}).data)
    except InvalidInputError as error:
        result = [found.place.line for found in error.diagnostics]
    assert result in (["a"], [1])


@pytest.mark.parametrize(
    "expression", ["1 | abs(2)", "'x' | abs", "5 | length", "[1] | join(1, 2, 3, 4)", "1 + 'a'", "[1] < 1"]
)
def test_an_error_in_an_expression_is_reported_there(expression: str) -> None:
    with pytest.raises(EvaluationError):
        Evaluator({}).evaluate(expression)


@pytest.mark.parametrize("expression", ["1 | tojson", "[1, 2]", "2 * 3"])
def test_an_error_in_argogen_is_none_of_the_expression(expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(expressions._Environment, "charge", fail)
    with pytest.raises(KeyError, match="ours"):
        Evaluator({}).evaluate(expression)
