from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.argo.expressions.tags import MASK, Tag, find_tags, list_unclosed, mask_tags


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("no tag", []),
        ("{{a}} and {{ b }}", ["a", " b "]),
        ("{{inputs.parameters.{{item}}}}", ["item"]),
        ("{{=map(x, {{'a': #}})}}", ["=map(x, {{'a': #"]),
        ("{{={'a': 1}}}", ["={'a': 1"]),
        ("{{={'a': 1} }}", ["={'a': 1} "]),
        ("{{{x}}}", ["{x"]),
        ("{{a\nb}}", ["a\nb"]),
        ("{{}}", [""]),
        ("{{a", []),
        ("a}}", []),
    ],
)
def test_tags_end_where_argo_ends_them(text: str, bodies: list[str]) -> None:
    assert [tag.body for tag in find_tags(text)] == bodies


def test_a_tag_knows_its_place_and_kind() -> None:
    name, expression, spaced = find_tags("x {{a}} {{=b}}{{ =c}}")
    assert (name, name.is_expression) == (Tag(2, 7, "a"), False)
    assert (expression.start, expression.end, expression.is_expression) == (8, 14, True)
    assert not spaced.is_expression


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("{{a", (0,)),
        ("x {{a}} {{b", (8,)),
        ("{{a}} b}}", ()),
        ("{{a}}", ()),
        ("{{a {{b}}", (0,)),
        ("plain", ()),
        ("{{a} {{b}} {{c", (0, 11)),
        ("{x: {y: '{{a.b}'}}", (9,)),
        ("{{a.b }} {c}}", ()),
    ],
)
def test_unclosed_tags_are_found(text: str, places: tuple[int, ...]) -> None:
    assert list_unclosed(text) == places


def test_masking_keeps_all_offsets() -> None:
    assert mask_tags("a {{b}} == '{{c.{{d}}}}'") == f"a {MASK * 5} == '{MASK * 11}'"


# What a tag is, as a pattern that starts anew behind each brace.
TAG = re.compile(r"\{\{(=(?:[^}]|\}(?!\}))*|(?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
BRACES = st.lists(st.sampled_from(["{", "{{", "{{=", "}", "}}", "=", "a", "\n"]), max_size=14).map("".join)


@given(text=BRACES)
def test_tags_are_those_of_the_pattern(text: str) -> None:
    assert find_tags(text) == tuple(Tag(*found.span(), found[1]) for found in TAG.finditer(text))


@given(text=BRACES)
def test_masking_takes_the_inner_tags_first(text: str) -> None:
    masked, before = text, ""
    while before != masked:
        before, masked = masked, TAG.sub(lambda found: MASK * len(found[0]), masked)
    assert mask_tags(text) == masked
