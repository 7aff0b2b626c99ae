"""The stamp says what a manifest is made from, and whether anybody has changed it since."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from argogen.output.stamp import Stamp, add_stamp, split_stamp

STAMP = Stamp("../pipelines/a.yaml", ("../pipelines/jobs/a.py", "../ours/"), "production", ("CI_SHA",), "sha256:1")
BODY = "kind: Workflow\nspec: {}\n"


def test_reads_as_a_comment() -> None:
    text = add_stamp(BODY, STAMP)
    assert text.splitlines()[:7] == [
        "# Made by argogen: change what it is made from, not this file.",
        "#   pipeline: ../pipelines/a.yaml",
        "#   file: ../pipelines/jobs/a.py",
        "#   file: ../ours/",
        "#   environment: production",
        "#   variable: CI_SHA",
        "#   in: sha256:1",
    ]
    assert yaml.safe_load(text) == yaml.safe_load(BODY)


def test_comes_back_with_the_digest_of_the_body() -> None:
    found = split_stamp(add_stamp(BODY, STAMP))
    assert found.body == BODY
    assert found.stamp is not None
    assert found.stamp.names_same_inputs(STAMP)
    assert found.stamp.output_digest.startswith("sha256:")
    assert not found.is_edited


@given(st.builds(Stamp, *[st.text(), st.tuples(st.text(min_size=1)), st.text(), st.tuples(st.text(min_size=1))]))
def test_any_name_comes_back(stamp: Stamp) -> None:
    text = add_stamp(BODY, stamp)
    found = split_stamp(text)
    assert found.stamp is not None
    assert found.stamp.names_same_inputs(stamp)
    assert yaml.safe_load(text.replace("\u0085", "")) == yaml.safe_load(BODY)
    assert not found.is_edited


def test_a_change_of_the_body_is_seen_and_line_ends_are_not_one() -> None:
    text = add_stamp(BODY, STAMP)
    assert split_stamp(text + "\n").is_edited
    assert split_stamp(text.replace("{}", "{a: 1}")).is_edited
    assert not split_stamp(text.replace("\n", "\r\n")).is_edited


def test_a_comment_that_was_put_before_it_is_a_change() -> None:
    found = split_stamp("# Copyright\n" + add_stamp(BODY, STAMP))
    assert found.stamp is not None
    assert found.is_edited
    assert found.body == "# Copyright\n" + BODY


def test_a_stamp_in_the_middle_of_a_text_is_none() -> None:
    text = "kind: ConfigMap\ndata:\n  a: |\n" + add_stamp("", STAMP)
    assert split_stamp(text) == (None, text, text)
    assert not split_stamp(text).is_edited


def test_a_damaged_stamp_is_a_change_by_hand() -> None:
    lines = add_stamp(BODY, STAMP).splitlines(keepends=True)
    without_out = "".join(line for line in lines if not line.startswith("#   out"))
    assert split_stamp(without_out).is_edited
    assert split_stamp(without_out.replace("#   in", '#   in: "\n#   x')).is_edited


@pytest.mark.parametrize("middle", ["", "||||||| 1234567\nkind: Other\n"])
def test_a_merge_of_two_manifests_is_no_change_by_hand(middle: str) -> None:
    ours, theirs = (add_stamp(f"kind: Workflow\nspec: {{{n}}}\nend: 1\n", STAMP).splitlines(True) for n in "ab")
    common = next(number for number, pair in enumerate(zip(ours, theirs, strict=True)) if len(set(pair)) > 1)
    sides = [f"<<<<<<< HEAD\n{''.join(ours[common:-1])}{middle}", f"{''.join(theirs[common:-1])}>>>>>>> x\n"]
    merged = "".join([*ours[:common], sides[0], "=======\n", sides[1], ours[-1]])
    found = split_stamp(merged)
    assert (found.is_merged, found.is_edited) == (True, False)
    assert split_stamp(merged + "more: 1\n").is_edited
    assert split_stamp(merged.replace("spec: {b}", "spec: {c}")).is_edited
    assert not split_stamp("".join(ours)).is_merged


def test_other_names_are_another_stamp() -> None:
    assert not STAMP.names_same_inputs(STAMP._replace(environment="staging"))
    assert STAMP.names_same_inputs(STAMP._replace(input_digest="sha256:2"))
    assert not STAMP.names_same_inputs(None)
