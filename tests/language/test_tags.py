from __future__ import annotations

import pytest

from argogen.argo.expressions.expr.writing import as_chain
from argogen.argo.expressions.name_path_reader import ExpressionSyntaxError
from argogen.language.tags import (
    ExpressionTag,
    Reference,
    TextPaths,
    expression_references,
    replace,
    scan,
    split_chain,
    tag_references,
)

# The steps of the pipelines below, and what they give.
NAMES = {
    ("step-1",),
    ("step-1", "status"),
    ("flip-coin",),
    ("flip-coin", "my-result"),
    ("a",),
    ("a", "my-result"),
    ("b",),
    ("count",),
}


def knows(parts: tuple[str, ...]) -> bool:
    return parts in NAMES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no tag", []),
        ("{{a.b}} and {{ c.d-e }}", ["a.b", "c.d-e"]),
        ("{{item}}", ["item"]),
        ("{{inputs.parameters.{{item}}}}", ["item"]),
        ("{{.Names}} {{range .}} {{ a b }} {{-x}} {{ =x}}", []),
        ("open {{a.b", []),
    ],
)
def test_names_in_tags(text: str, found: list[str]) -> None:
    assert [reference.text for reference in scan(text) if isinstance(reference, Reference)] == found


def test_expressions_in_tags() -> None:
    assert scan("x {{=a + 1}} {{={'a': {{}}") == (
        ExpressionTag("a + 1", "{{=a + 1}}", 3, at=2),
        ExpressionTag("{'a': {{", "{{={'a': {{}}", 3, at=13),
    )


def test_tags_that_are_the_same_have_the_place_of_the_first() -> None:
    assert [reference.at for reference in scan("{{a}} {{b}} {{a}}") if isinstance(reference, Reference)] == [0, 6, 0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.b + 1", ["a.b"]),
        ("count-1", ["count"]),
        ("a - b", ["a", "b"]),
        ("a-b", ["a", "b"]),
        ("step-1.status == 'step-2.status'", ["step-1.status"]),
        ("flip-coin.my-result-count", ["flip-coin.my-result", "count"]),
        ("flip-coim.result", ["flip-coim.result"]),
        ("asInt(a.b) > len(c['d e'].f)", ["asInt", "a.b", "len", "c['d e'].f"]),
        ('filter(xs, {#.name == "a.b" && .a == a})', ["filter", "xs", "a"]),
        ("let a = b; a + b", ["b", "b"]),
        ("let n = 1; n-1", []),
        ("a?.b ?? 'x'", ["a?.b"]),
        ('jsonpath(`a.b`, "$.c")', ["jsonpath"]),
        ("{a: b, 'b': a, (count): 1}", ["b", "a", "count"]),
        ("a /* b */ + count // item", ["a", "count"]),
    ],
)
def test_candidates_in_expressions(text: str, found: list[str]) -> None:
    assert [reference.text for reference in expression_references(text, knows)] == found


def test_a_dash_in_argos_own_names_is_a_minus() -> None:
    found = expression_references("inputs.parameters.my-msg == steps.flip-coin.outputs.result", knows)
    assert [(reference.text, reference.minus) for reference in found] == [
        ("inputs.parameters.my-msg", True),
        ("steps.flip-coin.outputs.result", True),
    ]
    spaced = expression_references("inputs.parameters['my-msg'] + inputs.parameters.my - 1", knows)
    assert [(reference.text, reference.minus) for reference in spaced] == [
        ("inputs.parameters['my-msg']", False),
        ("inputs.parameters.my", False),
    ]


def test_a_candidate_knows_its_tag_and_place() -> None:
    (reference,) = scan("x {{ a.b }} y")
    assert isinstance(reference, Reference)
    assert (reference.tag, reference.offset, reference.parts) == ("{{ a.b }}", 3, ("a", "b"))
    (in_expression,) = tag_references(ExpressionTag(" 1 + a.b ", "{{= 1 + a.b }}", 3), knows)
    assert in_expression.tag[in_expression.offset :].startswith("a.b")


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ExpressionSyntaxError, match="unexpected end"):
        expression_references("a + ", knows)


@pytest.mark.parametrize(
    ("chain", "parts"),
    [("a", ("a",)), ("a.b-c", ("a", "b-c")), ("a['b.c'].d", ("a", "b.c", "d")), ('a["b"]', ("a", "b"))],
)
def test_chains_in_parts(chain: str, parts: tuple[str, ...]) -> None:
    assert split_chain(chain) == parts


@pytest.mark.parametrize(
    ("parts", "chain"),
    [(("a", "b"), "a.b"), (("a", "b-c", "d e"), "a['b-c']['d e']"), (("a", "it's"), 'a["it\'s"]'), (("a",), "a")],
)
def test_parts_as_a_chain(parts: tuple[str, ...], chain: str) -> None:
    assert as_chain(parts) == chain


def in_capitals(reference: Reference) -> tuple[str, ...] | None:
    return tuple(part.upper() for part in reference.parts) if reference.parts[0] != "foreign" else None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("a {{ x.y }} {{foreign.z}} {{not one}}", "a {{X.Y}} {{foreign.z}} {{not one}}"),
        ("{{= a.my-result + foreign.a }}", "{{= A['MY-RESULT'] + foreign.a }}"),
        ("{{= 'a.b' + a.b }}", "{{= 'a.b' + A.B }}"),
        ("{{=[a, let a = b; a]}}", "{{=[A, let a = B; a]}}"),
        ("{{=a + }}", "{{=a + }}"),
        ("{{inputs.{{x}}}}", "{{inputs.{{X}}}}"),
    ],
)
def test_only_known_references_are_replaced(text: str, written: str) -> None:
    assert replace(text, in_capitals, knows) == written


def test_texts_are_found_within_values_by_their_paths() -> None:
    texts, shared = TextPaths(), {"b": ["x", "y"]}
    value = {"a": shared, "c": shared, "d": "z", "e": 1}
    assert texts.find(value, "y", ("top",)) == ("top", "a", "b", 1)
    assert texts.find(value, "z", ()) == ("d",)
    assert texts.find(value, "1", ()) is None
    assert texts.find("z", "z", ("here",)) == ("here",)
