"""Whatever stands where an expression is expected: a tree whose parts lie in each other, or a fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from argogen.argo.evaluation.errors import EvaluationError
from argogen.argo.evaluation.expr.syntax import parser as evaluated
from argogen.argo.expressions import depends
from argogen.argo.expressions.expr import parse as expr
from argogen.argo.expressions.expr.checks import check_expression
from argogen.argo.expressions.expr.dashes import join_dashes
from argogen.argo.expressions.name_paths import find_name_paths
from argogen.argo.expressions.tags import find_tags, mask_tags
from argogen.argo.expressions.tree import Expression, ExpressionSyntaxError, walk
from argogen.argo.expressions.when import parse as when
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.value_kinds import STRING
from tests.properties.profile import examples

SCRAPS = st.sampled_from(
    [
        "a", "b.c", "x-1", "1", "2.5", "0x", "1e", "'s'", '"t"', "`r`", "'", '"', "`", "\\", "true", "nil", "#", ".f",
        "+", "-", "*", "**", "/", "%", "==", "===", "=", "!=", "!", "<", ">=", "&&", "||", "&", "|", "??", "?", ":",
        "?.", "..", ",", ";", "(", ")", "[", "]", "{", "}", "in", "not", "and", "or", "matches", "let", "if", "else",
        "filter(", "map(", "len(", "sprig.trim(", "{{", "}}", "{{=", "{{a}}", "//", "/*", "*/", " ", "\n", "\t", "é",
        "²", "\u3031", "\x00", "a.Succeeded", "A.Failed", "_", "$", "@", "~", "=~", "<<", "^",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(SCRAPS, max_size=12).map("".join),
    st.lists(SCRAPS, max_size=12).map(" ".join),
    st.text(max_size=30),
)


def assert_told(fault: ExpressionSyntaxError, text: str) -> None:
    assert 0 <= fault.start <= fault.end <= len(text)
    assert fault.message
    assert "\n" not in fault.hint


@pytest.mark.parametrize("parse", [expr.parse, when.parse, depends.parse], ids=["expr", "when", "depends"])
@examples(150)
@given(text=TEXTS)
def test_a_text_is_a_tree_or_a_fault_in_it(parse: Callable[[str], Expression], text: str) -> None:
    try:
        root = parse(text)
    except ExpressionSyntaxError as fault:
        assert_told(fault, text)
    else:
        for node in walk(root):
            assert 0 <= node.start <= node.end <= len(text)


@examples(150)
@given(text=TEXTS)
def test_a_tree_can_be_asked_everything(text: str) -> None:
    joined = join_dashes(text, lambda parts: parts[0] in ("a", "x-1"))
    assert len(joined) == len(text)
    try:
        root = expr.parse(joined)
    except ExpressionSyntaxError:
        return
    for chain in find_name_paths(root, text):
        assert chain.parts
        assert text[chain.start : chain.end].lstrip("(").startswith(chain.parts[0])
    for problem in check_expression(root, joined, lambda _: STRING):
        assert 0 <= problem.start <= problem.end <= len(text)


@examples(450)
@given(text=TEXTS)
def test_both_parsers_accept_the_same(text: str) -> None:
    """The parser of lint, whose trees have places, and that of evaluation, which reports as Argo does."""
    assume(not re.search(r"#\s*\d|[-+]\s*[\d.]+\s*\??\.|[{,]\s*\(", text))  # what lint refuses, and nobody needs
    assert is_accepted(expr.parse, text) == is_accepted(evaluated.parse, text)


def is_accepted(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except (ExpressionSyntaxError, EvaluationError):
        return False
    return True


@examples(150)
@given(text=TEXTS)
def test_a_when_is_decided_or_refused(text: str) -> None:
    try:
        assert evaluate_condition(when.parse(text)) in (True, False, None)
    except ExpressionSyntaxError as fault:
        assert_told(fault, text)


@examples(150)
@given(text=TEXTS)
def test_tags_lie_in_the_text(text: str) -> None:
    assert len(mask_tags(text)) == len(text)
    for tag in find_tags(text):
        assert text[tag.start : tag.end] == "{{" + tag.body + "}}"
