"""Any text in any place of a pipeline is the same text in the manifest, for every reader of YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from argogen.argo.notation.variable_expansion import unescape_variables
from argogen.yaml import SourceText, read_documents
from tests.properties.generating import follow, generate_text, write_pipeline
from tests.properties.positions import KEYS, LEAF, POSITIONS, Position
from tests.properties.profile import examples

# What means something in YAML, in Jinja, in Argo or to a careless writer, more often than chance would have it.
SCRAPS = st.sampled_from(
    [
        ": ", " #", "#", "- ", "%", "&a", "*a", "!t", "|", ">", "'", '"', "\\", "\n", "\n\n", "\t", " ", "  ", "\r",
        "\r\n", "{", "}", "}}", "{%", "%}", "{#", "#}", "$", "${", "[", "]", ",", "?", "---", "...", "<<", "=", "~",
        "null", "yes", "no", "on", "0x1F", "1e3", "012", "1_0", "12:30", "2024-01-01", ".inf", "\u2028", "\u0085",
        "\ufeff", "\x00", "\x1b", "\x7f", "\ue000", "\ue001", "\ue0000\ue001", "é", "漢", "😀", "\u202e", "a", "A-1",
        "x.y",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(SCRAPS, max_size=8).map("".join),
    st.lists(st.one_of(SCRAPS, st.text("ab \n:#'\"", max_size=5)), max_size=12).map("".join),
).filter(lambda text: "{{" not in text)


@pytest.mark.parametrize("position", POSITIONS.values(), ids=POSITIONS.keys())
@examples(25)
@example(text="a: b # c")
@example(text=" \n  two\nlines \n\n")
@example(text="$$")
@example(text="a $(B) $$ é $é")
@given(text=TEXTS)
def test_a_text_survives(position: Position, text: str) -> None:
    if text or position.empty:
        found = [follow(data, position.path) for data in render_and_read(position, text)]
        assert ([unescape_variables(each) for each in found] if position.is_escaped else found) == [text, text]


@pytest.mark.parametrize("position", KEYS.values(), ids=KEYS.keys())
@examples(25)
@example(text="a: b # c")
@example(text="<<")
@example(text="two\nlines")
@given(text=TEXTS)
def test_a_key_survives(position: Position, text: str) -> None:
    assert [follow(data, position.path) for data in render_and_read(position, text)] == [{text: "v"}, {text: "v"}]


@examples(100)
@example(text='", "x": "')
@given(text=TEXTS)
def test_what_the_command_line_gives_survives(text: str) -> None:
    pipeline = {**LEAF, "parameters": {"p": "x"}, "run": "a ${{ vars.v }} b", "env": {"A": "${{ vars.v }}"}}
    for data in read_both(generate_text(write_pipeline(pipeline), values={"p": text}, variables={"v": text}).text):
        container = follow(data, ("spec", "templates", 0, "container"))
        assert data["spec"]["arguments"]["parameters"] == [{"name": "p", "value": text}]
        (argument,) = container["args"]
        assert (unescape_variables(argument), container["env"]) == (f"a {text} b", [{"name": "A", "value": text}])


def render_and_read(position: Position, text: str) -> list[Any]:
    return read_both(generate_text(write_pipeline(position.build(text))).text)


def read_both(manifest: str) -> list[Any]:
    """The manifest as YAML 1.1 and YAML 1.2 read it."""
    [core] = read_documents(SourceText("manifest.yaml", manifest))
    return [yaml.load(manifest, yaml.CSafeLoader), core.data]
