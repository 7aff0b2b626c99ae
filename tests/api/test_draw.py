"""`argogen.draw`, the library form of `argogen graph`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import argogen
from argogen import Session
from tests.cli.test_graph import STEPS, record


def test_draws_a_path_or_a_string(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(STEPS, "utf-8")
    session = Session(environ={}, cwd=tmp_path)
    result = session.draw("a.yaml")
    assert result.ok
    assert result.text.startswith("flowchart TD\n")
    assert session.draw(text=STEPS, filename="a.yaml").text == result.text
    assert argogen.draw(text=STEPS, form="dot").text.startswith("digraph")
    assert argogen.draw(text=STEPS, form="svg").text.startswith("<svg")
    assert argogen.draw(text=STEPS, form="html").text.startswith("<!doctype html>")


def test_options_select_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(record()), "utf-8")
    session = Session(environ={}, cwd=tmp_path)
    for options in ({"depth": 1}, {"collapse": "score"}, {"collapse": ["score"]}):
        result = session.draw(text=STEPS, form="json", run="run.json", **options)
        (graph,) = json.loads(result.text)["graphs"]
        assert [group["id"] for group in graph["groups"]] == ["main"]
        assert graph["phase"] == "Failed"


def test_errors_are_diagnostics() -> None:
    result = argogen.draw(text=STEPS, entrypoint="x")
    assert (result.ok, result.text) == (False, "")
    assert [each.code for each in result.diagnostics] == ["unknown-name"]
    assert [each.code for each in argogen.draw("missing.yaml").diagnostics] == ["missing-file"]


@pytest.mark.parametrize("depth", [-1, 0, 101])
def test_the_depth_is_that_of_the_command(depth: int) -> None:
    with pytest.raises(ValueError, match=f"depth {depth} is not in the range from 1 to 100"):
        argogen.draw(text="name: hello\nimage: alpine:3.23\nrun: echo\n", depth=depth)


def test_wrong_calls_raise() -> None:
    with pytest.raises(ValueError, match="unknown format 'png': use one of mermaid, dot, svg, html, json"):
        argogen.draw(text=STEPS, form="png")
    with pytest.raises(TypeError):
        argogen.draw()
