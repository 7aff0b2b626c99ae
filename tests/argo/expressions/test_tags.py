from __future__ import annotations

import pytest

from argogen.argo.expressions.tags import MASK, Tag, find_tags, find_unclosed, mask_tags


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
    ("text", "at"),
    [("{{a", 0), ("x {{a}} {{b", 8), ("{{a}} b}}", None), ("{{a}}", None), ("{{a {{b}}", 0), ("plain", None)],
)
def test_an_unclosed_tag_is_found(text: str, at: int | None) -> None:
    assert find_unclosed(text) == at


def test_masking_keeps_all_offsets() -> None:
    assert mask_tags("a {{b}} == '{{c.{{d}}}}'") == f"a {MASK * 5} == '{MASK * 11}'"
