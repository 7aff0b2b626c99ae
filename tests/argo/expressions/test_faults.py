"""What people are told of a text that is no expression: where, what, and what to write."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from argogen.argo.expressions import depends
from argogen.argo.expressions.expr import parse as expr
from argogen.argo.expressions.tree import Expression, ExpressionSyntaxError
from argogen.argo.expressions.when import parse as when
from argogen.argo.expressions.when.evaluation import evaluate_condition


def decide_when(text: str) -> bool | None:
    return evaluate_condition(when.parse(text))


def tell(read: Callable[[str], Expression | bool | None], text: str) -> str:
    """The span at fault in «», then message and hint."""
    with pytest.raises(ExpressionSyntaxError) as raised:
        read(text)
    fault = raised.value
    shown = f"{text[: fault.start]}«{text[fault.start : fault.end]}»{text[fault.end :]}"
    return f"{shown} {fault.message}" + (f": {fault.hint}" if fault.hint else "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a == ", "a ==«»  the expression ends too early"),
        ("a = b", "a «=» b '=' cannot stand here: write =="),
        ("a === b", "a «===» b '===' is no operator: write =="),
        ("a & b", "a «&» b '&' cannot stand here: write &&"),
        ("(a", "(a«» the expression ends too early"),
        ("a)", "a«)» ')' cannot stand here"),
        ("'abc", "«'»abc this text is not closed: close it with '"),
        (r"'\d+'", r"«'»\d+' this text is not closed, or has an escape that there is none of: write a backslash as \\"),
        ("a ?? b == c", "a ?? b «==» c '??' and '==' cannot be mixed: put parentheses around one of them"),
        ("12abc", "«1»2abc '1' cannot stand here"),
        ("9223372036854775808", "«9223372036854775808» this number is none that Go can hold in 64 bits"),
        ("filter(a)", "«filter(a)» 'filter' takes 2 arguments: such as filter(list, # > 1)"),
        ("map(a, {b: 1})", "map(a, «{b: 1}») these braces hold what is asked of each element: write {{…}}"),
        (
            "# > 1",
            (
                "«#» > 1 '#' and a leading '.' stand for an element, and there is none here: use them in "
                "filter(…), map(…)"
            ),
        ),
        ("a²", "a«²» '²' cannot stand here"),
    ],
)
def test_expressions(text: str, told: str) -> None:
    assert tell(expr.parse, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{a}} === 1", "{{a}} «===» 1 '===' is no operator: write =="),
        ("{{a}} = 1", "{{a}} «=» 1 '=' is no operator: write =="),
        ("{{a}}==-1", "{{a}}«==-»1 '==-' is no operator: put a space between: == -"),
        ("{{a}} == 1 and {{b}}", "{{a}} == 1 «and» {{b}} 'and' cannot stand here: write &&"),
        (
            "{{a}} == big world",
            ("{{a}} == big «world» 'world' cannot stand here: put text with spaces or dashes in quotes"),
        ),
        (
            "{{a}} == v1.2",
            (
                "{{a}} == «v1.2» 'v1.2' is not read as text: what stands behind a dot is a field, and "
                "nothing has one here: put it in quotes"
            ),
        ),
        ("{{a}} == x@y", "{{a}} == x«@»y '@' is no operator: put text in quotes"),
        (
            '{{a}} == "it\'s"',
            ("{{a}} == \"it'«s»\" 's' cannot stand here: a text ends at the next quote, be it ' or \""),
        ),
        ("{{a}} == 'x", "{{a}} == «'»x this text is not closed: close it with '"),
        ("len({{a}}) > 1", "len«(»{{a}}) > 1 '(' cannot stand here: there are no functions here"),
        ("!ok", "«!ok» '!' cannot stand before a text"),
        ("{{a}} == 1.2.3", "{{a}} == «1.2.3» '1.2.3' is no number: put text in quotes"),
        (
            "{{a}} == my-value",
            (
                "{{a}} == «my»-value '-' needs a number here, and this is the text 'my': put text with "
                "dashes or slashes in quotes"
            ),
        ),
        (
            "{{a}} in ('x')",
            (
                "{{a}} in «('x')» what stands behind 'in' is no list: that takes two values or more: compare "
                "with ==, or write ('a', 'b')"
            ),
        ),
        (
            "'a' < 1",
            (
                "«'a' < 1» '<' compares two numbers or two texts, not the text 'a' with the number 1: put both in "
                "quotes, or neither"
            ),
        ),
        ("'{{a}}' && true", "«'{{a}}'» && true '&&' needs true or false here, and this is a text"),
        ("yes", "«yes» this gives the text 'yes', and Argo needs true or false"),
        ("'{{a}}'", "«'{{a}}'» this gives a text, and Argo needs true or false"),
        ("a =~ '('", "a =~ «'('» this is no pattern: missing ), unterminated subpattern"),
    ],
)
def test_whens(text: str, told: str) -> None:
    assert tell(decide_when, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a, b", "a«,» b ',' cannot stand here: write &&"),
        ("a and b", "a «and» b 'and' cannot stand here: write &&"),
        ("a & b", "a «&» b '&' cannot stand here: write &&"),
        ("(a", "(a«» the expression ends too early"),
        (
            "step_one",
            (
                "«step_one» Argo reads no '_' in names here, so 'step_one' is not found: call the task something "
                "with dashes"
            ),
        ),
        ("a == b", "a «=»= b '=' cannot stand here: write it with &&, ||, ! and parentheses"),
    ],
)
def test_depends(text: str, told: str) -> None:
    assert tell(depends.parse, text) == told


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("{{a}}", None),
        ("{{=a == 'b'}}", None),
        ("{{a}} == yes", None),
        ("'{{a}}' == 'yes' && false", False),
        ("'{{a}}' == 'yes' || true", True),
        ("false && {{a}}", False),
        ("{{a}} in ('x', 'y')", None),
        ("x in ({{a}})", None),
        ("!{{a}}", None),
        ("{{a}}{{b}} == v{{c}}", None),
        ("1{{a}} > 2", None),
        ("'{{inputs.parameters.{{item}}}}' == 'x'", None),
        ("{{a}} + 1 > 2", None),
        ("{{a}} ? true : false", None),
    ],
)
def test_a_when_with_tags_is_decided_as_far_as_it_can_be(text: str, decided: bool | None) -> None:
    assert decide_when(text) is decided


@pytest.mark.parametrize("text", ["ok == ok", "[a b] == 'a b'", "'{{a}}' == ok"])
def test_a_cron_workflows_when_has_no_bare_words(text: str) -> None:
    when.parse(text)
    with pytest.raises(ExpressionSyntaxError, match="nothing is called"):
        when.parse(text, bare_words=False)
    assert evaluate_condition(when.parse("'ok' == 'ok' && {{a}} > 1", bare_words=False)) is None


def test_a_long_text_is_not_looked_at() -> None:
    assert tell(expr.parse, "a" * 20_001).endswith("20001 characters, and at most 20000 are looked at: make it shorter")


@pytest.mark.parametrize("text", ["(" * 5000 + "a" + ")" * 5000, "-" * 9000 + "1", "2 ** " * 3000 + "2"])
def test_a_deep_text_is_no_fault_of_the_parser(text: str) -> None:
    with contextlib.suppress(ExpressionSyntaxError):
        expr.parse(text)
