"""Stamps of pictures are comments from which the same stamp is read."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from argogen.output.comments import read_comment, write_comment
from argogen.output.stamp import Stamp, split_stamp, write_stamp

STAMP = Stamp("../a--b.yaml", ("x -->.py", "%% y"), "production", ("A",), "sha256:1")


@pytest.mark.parametrize("name", ["a.yaml", "a.mmd", "a.dot", "a.svg", "a.html", "a.SVG"])
@pytest.mark.parametrize("body", ["", "one\n# two\n", "%% not a stamp\n", "<!--\n# no -->\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_stamp_can_be_read_back(name: str, body: str, line_end: str) -> None:
    path = PurePath(name)
    text = write_comment(write_stamp(body, STAMP), path) + body
    stamped = split_stamp(read_comment(text.replace("\n", line_end), path))
    assert stamped.stamp is not None
    assert stamped.stamp._replace(output_digest="") == STAMP
    assert stamped.body == body
    assert not stamped.is_edited


@pytest.mark.parametrize("name", ["a.mmd", "a.svg", "a.dot"])
@pytest.mark.parametrize("text", ["", "flowchart TD\n", "<!-- a -->\n<svg/>", "<!--\n# open", "%% a\n"])
def test_other_content_has_no_stamp(name: str, text: str) -> None:
    assert split_stamp(read_comment(text, PurePath(name))) == (None, text, text)


def test_a_comment_of_xml_has_no_two_dashes() -> None:
    text = write_comment(write_stamp("", STAMP), PurePath("a.svg"))
    inner = text.removeprefix("<!--").rstrip().removesuffix("-->")
    assert "--" not in inner
