from __future__ import annotations

import pytest

from argogen.normalize.tags import Reference, references, replace, split_chain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no tag", []),
        ("{{a.b}} and {{ c.d-e }}", ["a.b", "c.d-e"]),
        ("{{item}}", ["item"]),
        ("{{inputs.parameters.{{item}}}}", ["item"]),
        ("{{.Names}} {{range .}} {{ a b }} {{-x}}", []),
        ("{{=a.b + 1}}", ["a.b"]),
        ("{{=count-1}}", ["count"]),
        ("{{=step-1.status == 'step-2.status'}}", ["step-1.status"]),
        ("{{=flip-coin.result}}", ["flip-coin.result"]),
        ("{{=asInt(a.b) > len(c['d e'].f)}}", ["asInt", "a.b", "len", "c['d e'].f"]),
        ('{{=filter(xs, {#.name == "a.b"})}}', ["filter", "xs"]),
        ("{{=a?.b ?? 'x'}}", ["a?.b"]),
        ('{{=jsonpath(`a.b`, "$.c")}}', ["jsonpath"]),
        ("open {{a.b", []),
    ],
)
def test_candidates_in_tags(text: str, found: list[str]) -> None:
    assert [reference.text for reference in references(text)] == found


def test_a_candidate_knows_its_tag_and_place() -> None:
    (reference,) = references("x {{ a.b }} y")
    assert (reference.tag, reference.offset, reference.parts) == ("{{ a.b }}", 3, ("a", "b"))
    (in_expression,) = references("{{= 1 + a.b }}")
    assert in_expression.tag[in_expression.offset :].startswith("a.b")


@pytest.mark.parametrize(
    ("chain", "parts"),
    [("a", ("a",)), ("a.b-c", ("a", "b-c")), ("a['b.c'].d", ("a", "b.c", "d")), ('a["b"]', ("a", "b"))],
)
def test_chains_in_parts(chain: str, parts: tuple[str, ...]) -> None:
    assert split_chain(chain) == parts


def in_capitals(reference: Reference) -> tuple[str, ...] | None:
    return tuple(part.upper() for part in reference.parts) if reference.parts[0] != "foreign" else None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("a {{ x.y }} {{foreign.z}} {{not one}}", "a {{X.Y}} {{foreign.z}} {{not one}}"),
        ("{{= x.y-z + foreign.a }}", "{{= X['Y-Z'] + foreign.a }}"),
        ("{{= 'x.y' + x.y }}", "{{= 'x.y' + X.Y }}"),
        ("{{inputs.{{x}}}}", "{{inputs.{{X}}}}"),
    ],
)
def test_only_known_references_are_replaced(text: str, written: str) -> None:
    assert replace(text, in_capitals) == written
