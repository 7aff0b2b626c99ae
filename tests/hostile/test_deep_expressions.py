"""Expressions that are long or nested: each ends soon, with a tree or with a diagnostic, whatever parses it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from types import CodeType

import pytest
from jinja2 import Environment

from argogen.argo.expressions import depends, selector
from argogen.argo.expressions.expr import parse as expr
from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.name_path_reader import read_name_paths
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when import parse as when
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.value_kinds import ANY
from argogen.substitution import expression_code, expressions
from argogen.substitution.expressions import EvaluationError, Evaluator
from tests.cli.conftest import Run
from tests.counting import count_calls

COUNT = 1_500
# What repeats, as text before, in the middle and after.
FORMS: Mapping[str, tuple[str, str, str]] = {
    "dashes": ("a-", "a", ""),
    "dashes of numbers": ("1-", "a", ""),
    "dashes after a field": ("a.b-", "c", ""),
    "alternatives": ("1 == 1 || ", "true", ""),
    "conjunctions": ("a && ", "a", ""),
    "sums": ("1 + ", "1", ""),
    "powers": ("1 ** ", "1", ""),
    "parentheses": ("(", "1", ")"),
    "negations": ("!", "true", ""),
    "negations in words": ("not ", "true", ""),
    "negations of parentheses": ("!(", "true", ")"),
    "minuses": ("- ", "1", ""),
    "ternaries": ("true ? ", "1", " : 2"),
    "ternaries after the colon": ("true ? 1 : ", "2", ""),
    "coalescing": ("a ?? ", "a", ""),
    "lists": ("[", "1", "]"),
    "maps": ("{a: ", "1", "}"),
    "indices": ("a[", "1", "]"),
    "indices in a row": ("", "a", "[1]"),
    "fields": ("", "a", ".b"),
    "slices": ("", "a", "[1:2]"),
    "calls": ("len(", "a", ")"),
    "pipes": ("", "a", " | len()"),
    "predicates": ("filter([1], ", "true", ")"),
    "lists of predicates": ("filter(", "[1]", ", true)"),
    "comparisons": ("1 < ", "1", ""),
    "declarations": ("let x = 1; ", "x", ""),
    "conditions": ("if true {1} else ", "if true {1} else {2}", ""),
    "members of lists": ("1 in (", "1, 2", ")"),
    "opening brackets": ("(", "", ""),
    "closing brackets": ("", "", ")"),
    "quotes": ("'", "", ""),
    "comments": ("/* */", "1", ""),
    "dots": (".", "", ""),
    "commas": ("1, ", "1", ""),
}


def _is_known(parts: tuple[str, ...]) -> bool:
    return parts == ("a",)


def parse_expression(text: str) -> None:
    read_name_paths(text, _is_known)
    infer_kind(expr.parse(text), text, lambda _: ANY)


def evaluate_when(text: str) -> None:
    evaluate_condition(when.parse(text))


PARSERS: Mapping[str, Callable[[str], object]] = {
    "expr": parse_expression,
    "when": evaluate_when,
    "depends": depends.parse,
    "results of depends": lambda text: depends.find_decisive(text, "Failed"),
    "selectors": selector.check_selector,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("parser", PARSERS)
def test_it_is_parsed_or_refused(parser: str, form: str) -> None:
    before, middle, after = FORMS[form]
    for count in (150, COUNT):
        text = before * count + middle + after * count
        error = find_error(PARSERS[parser], text)
        assert error is None or 0 <= error.start <= error.end <= len(text)


def find_error(parse: Callable[[str], object], text: str) -> ExpressionSyntaxError | None:
    try:
        parse(text)
    except ExpressionSyntaxError as error:
        return error
    return None


@pytest.mark.parametrize(
    "text", ["(" * 101 + "1" + ")" * 101, "!" * 101 + "a", "2" + " ** 2" * 101, "[" * 101 + "]" * 101]
)
def test_what_is_nested_too_deep_is_told(text: str) -> None:
    with pytest.raises(ExpressionSyntaxError, match="expression is nested more than 100 levels deep"):
        expr.parse(text)


@pytest.mark.parametrize(
    "text", ["(" * 100 + "1" + ")" * 100, "!" * 99 + "a", "2" + " ** 2" * 99, "'" + "(" * 300 + "'"]
)
def test_what_is_less_deep_is_parsed(text: str) -> None:
    assert expr.parse(text) is not None


PLACES = {
    "when": "name: a\nimage: b\nsteps:\n- {name: a, run: x, when: TEXT}\n",
    "tag in when": "name: a\nimage: b\nsteps:\n- {name: a, run: x, when: TAG}\n",
    "tag": "name: a\nimage: b\nsteps:\n- {name: a, run: x, outputs: {n: /n}}\n- {name: b, run: TAG}\n",
    "depends": "name: a\nimage: b\ntasks:\n  a: {run: x}\n  b: {run: x, depends: TEXT}\n",
    "output": "name: a\nimage: b\nsteps:\n- {name: a, run: x}\noutputs: {r: {expression: TEXT}}\n",
    "manifest": """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: b}
      - {name: c, template: b, depends: TEXT}
      - {name: d, template: b, when: TEXT}
    outputs: {parameters: [{name: r, valueFrom: {expression: TEXT}}]}
  - name: b
    container: {image: alpine, command: [echo], args: [TAG]}
""",
}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["dashes", "alternatives", "negations", "parentheses", "ternaries", "lists", "powers"])
@pytest.mark.parametrize("place", PLACES)
def test_the_commands_end(run: Run, place: str, form: str) -> None:
    before, middle, after = FORMS[form]
    text = before * 500 + middle + after * 500
    source = PLACES[place].replace("TEXT", json.dumps(text)).replace("TAG", json.dumps(f"{{{{= {text} }}}}"))
    for command in ("lint", "import" if place == "manifest" else "render"):
        assert run(command, "-", stdin=source).code in (0, 1, 2)


# What repeats in an expression of `${{ }}`, as text before, in the middle and after, where `x` is 1 and `m` is {}.
SUBSTITUTED: Mapping[str, tuple[str, str, str]] = {
    "minuses": ("-", "x", ""),
    "minuses of a number": ("-", "1", ""),
    "pluses": ("+", "x", ""),
    "negations": ("not ", "x", ""),
    "negations of a literal": ("not ", "true", ""),
    "sums": ("", "x", " + x"),
    "sums of numbers": ("", "1", " + 1"),
    "sums of lists": ("", "[x]", " + [x]"),
    "products": ("", "x", " * x"),
    "quotients": ("", "x", " / x"),
    "remainders": ("", "x", " % 2"),
    "powers": ("", "x", " ** x"),
    "conjunctions": ("", "x", " and x"),
    "alternatives": ("", "x", " or x"),
    "conditions": ("", "x", " if x else x"),
    "filters": ("", "x", " | string"),
    "filters with arguments": ("", "x", " | default(x, true)"),
    "filters of a text": ("", "'a'", " | upper"),
    "fields": ("", "m", ".a"),
    "subscripts": ("", "m", "[0]"),
    "slices": ("", "'a'", "[0:]"),
    "calls in a row": ("", "m", "()"),
}
BRACKETED: Mapping[str, tuple[str, str, str]] = {
    "parentheses": ("(", "x", ")"),
    "minuses of parentheses": ("-(", "x", ")"),
    "lists": ("[", "x", "]"),
    "tuples": ("(", "x", ",)"),
    "mappings": ("{'a': ", "x", "}"),
    "subscripts of subscripts": ("m[", "x", "]"),
    "arguments": ("m.get(", "x", ")"),
    "arguments of filters": ("x | default(", "x", ")"),
    "conditions in parentheses": ("(x if x else ", "x", ")"),
    "comparisons in parentheses": ("(1 == ", "x", ")"),
    "tests in parentheses": ("(", "x", " is number)"),
    "filters in parentheses": ("(", "x", " | string)"),
    "concatenations in parentheses": ("(1 ~ ", "x", ")"),
}


def substitute(parts: tuple[str, str, str], count: int) -> str:
    """Return the value of an expression, or the message of its error."""
    before, middle, after = parts
    try:
        return str(Evaluator({"x": 1, "m": {}}).evaluate(before * count + middle + after * count))
    except EvaluationError as error:
        return str(error)


@pytest.mark.parametrize("form", SUBSTITUTED)
def test_a_hundred_levels_are_substituted_and_no_more(form: str) -> None:
    deep = "expression is nested more than 100 levels deep"
    assert [deep in substitute(SUBSTITUTED[form], count) for count in (50, 99)] == [False, False]
    assert [substitute(SUBSTITUTED[form], count) for count in (101, 150, 400)] == [deep] * 3


@pytest.mark.parametrize("form", BRACKETED)
def test_brackets_in_thirty_levels_are_substituted_and_no_more(form: str) -> None:
    deep = "brackets of the expression are nested more than 30 levels deep"
    assert "nested" not in substitute(BRACKETED[form], 30)
    assert [substitute(BRACKETED[form], count) for count in (31, 150, 400)] == [deep] * 3


def test_brackets_are_those_outside_of_strings() -> None:
    text = "(" * 40 + "[" * 40
    assert substitute(("", f"'{text}'", f' ~ "{text}"'), 1) == text * 2


@pytest.mark.parametrize(("levels", "is_deep"), [(30, False), (31, True)])
def test_brackets_are_substituted_in_the_deepest_document(run: Run, levels: int, is_deep: bool) -> None:
    expression = "(" * levels + "not " * 60 + "true" + ")" * levels
    source = f"name: a\nimage: b\nrun: {'[' * 90}'${{{{ {expression} }}}}'{']' * 90}\n"
    assert ("are nested more" in run("render", "-", stdin=source).err) is is_deep


def test_an_expression_is_compiled_once_for_all_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def compile_code(text: str, environment: Environment) -> CodeType:
        compiled.append(text)
        return expression_code.compile_code(text, environment)

    monkeypatch.setattr(expressions, "compile_code", compile_code)
    assert [Evaluator({"x": value}).evaluate("x | upper ~ 'once'") for value in "ab"] == ["Aonce", "Bonce"]
    assert compiled == ["x | upper ~ 'once'"]


def test_operations_on_literals_give_no_warning() -> None:
    error = "'int' object is not subscriptable"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert {substitute((text, "[0:]", ""), 1) for text in ("1", "(1 + 1)", "-1")} == {error}
    assert caught == []


def test_calls_are_two_levels() -> None:
    assert substitute(("", "'a'", ".upper()"), 49) == "A"
    assert substitute(("", "'a'", ".upper()"), 51) == "expression is nested more than 100 levels deep"


@pytest.mark.parametrize("form", [*SUBSTITUTED, *BRACKETED])
def test_each_level_takes_the_same_time(form: str) -> None:
    before, middle, after = SUBSTITUTED.get(form) or BRACKETED[form]
    texts = [before * count + middle + after * count for count in (10, 15, 30)]
    few, more, many = (count_calls(expressions._compile.__wrapped__, text) for text in texts)
    assert 0 < many - more < 3.3 * (more - few)
    assert many < 30_000
