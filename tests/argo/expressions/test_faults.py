"""What people are told of a text that is no expression: where, what, and what to write."""

from __future__ import annotations

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
        ("a == ", "a ==«»  unexpected end of the expression"),
        ("a = b", "a «=» b unexpected '=': use '=='"),
        ("a === b", "a «===» b unknown operator '===': use '=='"),
        ("a && && b", "a && «&&» b unexpected '&&'"),
        ("a & b", "a «&» b unexpected '&': use '&&'"),
        ("(a", "(a«» unexpected end of the expression"),
        ("a)", "a«)» unexpected ')'"),
        ("'abc", "«'»abc unclosed string: close it with '"),
        (r"'\d+'", r"«'»\d+' unclosed string, or invalid escape sequence: write a backslash as \\"),
        (
            "a ?? b == c",
            "a ?? b «==» c cannot combine '??' and '==' without parentheses: put parentheses around one of them",
        ),
        ("12abc", "«1»2abc unexpected '1'"),
        ("9223372036854775808", "«9223372036854775808» invalid number '9223372036854775808': expected a 64-bit number"),
        ("filter(a)", "«filter(a)» 'filter' requires 2 arguments, got 1: use filter(list, # > 1)"),
        (
            "map(a, {b: 1})",
            "map(a, «{b: 1}») unexpected map: these braces enclose a predicate: use double braces for a map: {{…}}",
        ),
        (
            "# > 1",
            "«#» > 1 '#' and a leading '.' are valid only within a predicate: use them in filter(…) or map(…)",
        ),
        ("a²", "a«²» unexpected '²'"),
    ],
)
def test_expressions(text: str, told: str) -> None:
    assert tell(expr.parse, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{a}} === 1", "{{a}} «===» 1 unknown operator '===': use '=='"),
        ("{{a}} = 1", "{{a}} «=» 1 unknown operator '=': use '=='"),
        ("{{a}}==-1", "{{a}}«==-»1 unknown operator '==-': separate the operators: == -"),
        ("{{a}} == 1 and {{b}}", "{{a}} == 1 «and» {{b}} unexpected 'and': use '&&'"),
        (
            "{{a}} == big world",
            ("{{a}} == big «world» unexpected 'world': put strings with spaces or dashes in quotes"),
        ),
        (
            "{{a}} == v1.2",
            "{{a}} == «v1.2» unquoted string 'v1.2' cannot contain a dot: put it in quotes: 'v1.2'",
        ),
        ("{{a}} == x@y", "{{a}} == x«@»y unknown operator '@': put strings in quotes"),
        (
            '{{a}} == "it\'s"',
            ("{{a}} == \"it'«s»\" unexpected 's': a string ends at the next quote, whether ' or \""),
        ),
        ("{{a}} == 'x", "{{a}} == «'»x unclosed string: close it with '"),
        ("len({{a}}) > 1", "len«(»{{a}}) > 1 unexpected '(': functions are not supported in 'when'"),
        ("!ok", "«!ok» '!' requires a boolean, got a string"),
        ("{{a}} == 1.2.3", "{{a}} == «1.2.3» invalid number '1.2.3': put strings in quotes"),
        (
            "{{a}} == my-value",
            "{{a}} == «my»-value '-' requires a number, got string 'my': put strings with dashes or slashes in quotes",
        ),
        (
            "{{a}} in ('x')",
            (
                "{{a}} in «('x')» 'in' requires a list of at least two values, got string 'x': "
                "use '==', or a list such as ('a', 'b')"
            ),
        ),
        (
            "'a' < 1",
            "«'a' < 1» cannot compare string 'a' with number 1: put both in quotes, or neither",
        ),
        ("'{{a}}' && true", "«'{{a}}'» && true '&&' requires a boolean, got a string"),
        ("yes", "«yes» condition must be a boolean, got string 'yes'"),
        ("'{{a}}'", "«'{{a}}'» condition must be a boolean, got a string"),
        ("a =~ '('", "a =~ «'('» invalid regular expression: missing ), unterminated subpattern"),
    ],
)
def test_whens(text: str, told: str) -> None:
    assert tell(decide_when, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a, b", "a«,» b unexpected ',': use '&&'"),
        ("a and b", "a «and» b unexpected 'and': use '&&'"),
        ("a & b", "a «&» b unexpected '&': use '&&'"),
        ("(a", "(a«» unexpected end of the expression"),
        (
            "step_one",
            (
                "«step_one» invalid task name 'step_one': Argo does not support '_' in a dependency: "
                "rename the task to 'step-one'"
            ),
        ),
        ("a == b", "a «=»= b unexpected '=': use &&, ||, ! and parentheses"),
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
    with pytest.raises(ExpressionSyntaxError, match="unknown variable"):
        when.parse(text, bare_words=False)
    assert evaluate_condition(when.parse("'ok' == 'ok' && {{a}} > 1", bare_words=False)) is None


def test_a_long_text_is_not_looked_at() -> None:
    assert tell(expr.parse, "a" * 20_001).endswith("expression must be at most 20000 characters, got 20001: shorten it")


@pytest.mark.parametrize("text", ["(" * 5000 + "a" + ")" * 5000, "-" * 9000 + "1", "2 ** " * 3000 + "2"])
def test_a_deep_text_is_an_error(text: str) -> None:
    assert "nested" in tell(expr.parse, text)


def test_a_row_of_operations_of_any_length_is_decided() -> None:
    assert decide_when(" || ".join(["1 == 2"] * 1500)) is False
    assert decide_when(" + ".join(["1"] * 4000) + " > 3999") is True


def test_a_condition_that_is_nested_too_deeply_is_refused() -> None:
    text = "!(" * 4000 + "{{a}}" + ")" * 4000
    assert tell(lambda text: evaluate_condition(when.parse(text)), text).endswith(
        "expression is nested more than 100 levels deep: split it into several expressions"
    )
