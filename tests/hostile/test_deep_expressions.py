"""Expressions that are long or nested: each ends soon, with a tree or with a diagnostic, whatever parses it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping

import pytest

from argogen.argo.expressions import depends, selector
from argogen.argo.expressions.expr import parse as expr
from argogen.argo.expressions.expr.checks import infer_kind
from argogen.argo.expressions.name_path_reader import read_name_paths
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when import parse as when
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.value_kinds import ANY
from tests.cli.conftest import Run

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
        with contextlib.suppress(ExpressionSyntaxError):
            PARSERS[parser](text)


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


@pytest.mark.parametrize("form", ["dashes", "alternatives", "negations", "parentheses", "ternaries", "lists", "powers"])
@pytest.mark.parametrize("place", PLACES)
def test_the_commands_end(run: Run, place: str, form: str) -> None:
    before, middle, after = FORMS[form]
    text = before * 500 + middle + after * 500
    source = PLACES[place].replace("TEXT", json.dumps(text)).replace("TAG", json.dumps(f"{{{{= {text} }}}}"))
    for command in ("lint", "import" if place == "manifest" else "render"):
        assert run(command, "-", stdin=source).code in (0, 1, 2)
