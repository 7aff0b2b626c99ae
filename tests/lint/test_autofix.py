"""Fixes get into a text without harm to anything around them, whatever quotes there are."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.linter.autofix import apply_fixes
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

from .linting import lint

TEXTS = st.text("ab'\"\\{}[],:#&|- \t%", max_size=8)


def find(text: str, *wanted: str, fix: str) -> tuple[SourceText, list[Diagnostic]]:
    """A source, and a diagnostic for each wanted part of it that has this fix."""
    source = SourceText("p.yaml", text)
    places = [source.place_at(text.index(part), len(part)) for part in wanted]
    return source, [Diagnostic("slip", "this is wrong", place, fix=fix) for place in places]


@pytest.mark.parametrize(
    ("text", "fix", "fixed"),
    [
        ("a: OLD # b\n", "new", "a: new # b\n"),
        ("a: OLD\n", "'new'", "a: \"'new'\"\n"),
        ("a: x OLD\n", "'new'", "a: x 'new'\n"),
        ("a: x OLD\n", "n: w", 'a: "x n: w"\n'),
        ("{a: x OLD}\n", "n, w", '{a: "x n, w"}\n'),
        ("a: 'OLD'\n", "'new'", "a: '''new'''\n"),
        ('a: "OLD\\n"\n', 'n"w', 'a: "n\\"w\\n"\n'),
        ("a: |\n  OLD\n  x\n", "'\"\\", "a: |\n  '\"\\\n  x\n"),
        ("a: >-\r\n  OLD\r\n\r\n  x\r\n", "new", "a: >-\r\n  new\r\n\r\n  x\r\n"),
        ("OLD: 1\n", "new", "new: 1\n"),
        ("'OLD': 1\n", "new", "'new': 1\n"),
        ("a: &b OLD\nc: *b\n", "new", "a: &b new\nc: *b\n"),
        ("a: !!str OLD\n", "new", "a: !!str new\n"),
        ("a: x\n  OLD\n", "new", "a: x\n  new\n"),
    ],
)
def test_fixes(text: str, fix: str, fixed: str) -> None:
    source, found = find(text, "OLD", fix=fix)
    assert apply_fixes(source, found) == (fixed, 1)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("# OLD\na: 1\n", "new"),  # a comment is nobody's value
        ("a: &OLD 1\nb: *OLD\n", "new"),
        ("OLD: 1\nnew: 2\n", "new"),  # the key would be there twice
        ("a: x\n  OLD\n", "n: w"),
    ],
)
def test_leaves_alone_what_cannot_be_fixed(text: str, fix: str) -> None:
    source, found = find(text, "OLD", fix=fix)
    assert apply_fixes(source, found) == (text, 0)


def test_what_cannot_be_fixed_keeps_nothing_else_from_it() -> None:
    source, found = find("OLD: 1\nnew: 2\na: WRONG\n", "OLD", "WRONG", fix="new")
    assert apply_fixes(source, found) == ("OLD: 1\nnew: 2\na: new\n", 1)


def test_of_two_that_overlap_the_first_counts() -> None:
    source, found = find("a: OLDER\n", "OLD", "OLDER", "LD", fix="new")
    assert apply_fixes(source, found) == ("a: newER\n", 1)


def test_the_same_thing_reported_twice_is_fixed_once() -> None:
    source, found = find("a: OLD\n", "OLD", "OLD", fix="new")
    assert apply_fixes(source, found) == ("a: new\n", 1)


def test_other_files_are_left_alone() -> None:
    source, _ = find("a: OLD\n", "OLD", fix="new")
    elsewhere = Diagnostic("slip", "this is wrong", Place("q.yaml", 1, 4, 3, "a: OLD"), fix="new")
    assert apply_fixes(source, [elsewhere]) == ("a: OLD\n", 0)


def test_quotes_are_fixed_where_a_text_is_no_yaml_without() -> None:
    source = SourceText("p.yaml", "name: a\nimage: busybox\nenv:\n  A: {{parameters.x}}-1\nrun: echo\n")
    with pytest.raises(InvalidInputError) as caught:
        read_documents(source)
    text, count = apply_fixes(source, caught.value.diagnostics)
    assert (text, count) == (source.text.replace("{{parameters.x}}-1", '"{{parameters.x}}-1"'), 1)


@given(before=TEXTS, fix=TEXTS, after=TEXTS, style=st.sampled_from(["plain", "single", "double", "literal", "flow"]))
@example(before="", fix="- ", after="", style="plain")
def test_the_content_is_what_was_meant(before: str, fix: str, after: str, style: str) -> None:
    content = f"{before}OLD{after}"
    written = {
        "plain": f"x: {content}\ny: 1\n",
        "single": "x: '{}'\ny: 1\n".format(content.replace("'", "''")),
        "double": f"x: {json.dumps(content)}\ny: 1\n",
        "literal": f"x: |2-\n  {content}\ny: 1\n",
        "flow": f"{{x: {content}, y: 1}}\n",
    }[style]
    try:
        assume(read_documents(SourceText("", written))[0].data == {"x": content, "y": 1})
    except InvalidInputError:
        assume(False)
    source, found = find(written, "OLD", fix=fix)
    text, count = apply_fixes(source, found)
    (document,) = read_documents(SourceText("", text))
    if count:
        assert document.data == {"x": f"{before}{fix}{after}", "y": 1}
    else:
        assert text == written


def test_a_fixed_pipeline_has_nothing_left_to_fix() -> None:
    text = """\
name: fixes
defaults: {image: "alpine:3.23", imagePullPolicy: always}
parameters: {my-msg: hi}
steps:
  - {name: plan, run: echo 3 > /tmp/n, outputs: {count: /tmp/n}, timeout: 90 s}
  - {name: show, env: {A: '{{ =plan.count + 1}}'}, when: '{{plan.count}} = 3', run: echo}
"""
    for _ in range(4):
        source = SourceText("pipeline.yaml", text)
        text, count = apply_fixes(source, lint(text))
        if not count:
            break
    assert [d for d in lint(text) if d.fix is not None] == []
    assert "image_pull_policy: Always" in text
    assert "timeout: 90s" in text
    assert "{A: '{{=asInt(plan.count) + 1}}'}, when: '{{plan.count}} == 3'" in text
