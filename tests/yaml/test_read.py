"""Read YAML as data."""

from __future__ import annotations

import json
import math
import re
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml import events
from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.node_path import NodePath
from argogen.yaml.positions.diagnostics import find_diagnostics
from argogen.yaml.read import read_documents
from argogen.yaml.scalars import CORE, Scalars
from argogen.yaml.text import SourceText
from tests.counting import count_calls


def read_all(text: str, scalars: Scalars = CORE) -> list[Any]:
    return [document.data for document in read_documents(SourceText("f", text), scalars)]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("# nothing\n", []),
        ("---\n", [None]),
        ("--- # a\n...\n", [None]),
        ("a: 1\n---\n---\n- b\n...\n", [{"a": 1}, None, ["b"]]),
        ("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", [{"a": 1, "b": "x\ny\n"}]),
        ("- &a x\n- &a y\n- *a\n", [["x", "y", "y"]]),
        ("a: &a x\n*a : 1\n", [{"a": "x", "x": 1}]),
        ("a: &a 3.10\n? *a\n: 1\n", [{"a": 3.1, "3.10": 1}]),
        ("!!map {a: !!seq [b]}\n", [{"a": ["b"]}]),
        ("? a\n? b\n", [{"a": None, "b": None}]),
        ("'<<': {a: 1}\n", [{"<<": {"a": 1}}]),
        ("!!merge <<: {a: 1}\n", [{"a": 1}]),
        ("a: '${{ x }}'\nb: ${{ y }}\n", [{"a": "${{ x }}", "b": "${{ y }}"}]),
        ('"a\\0": "\\x07"\n', [{"a\0": "\7"}]),
        ("[" * 100 + "]" * 100, [json.loads("[" * 100 + "]" * 100)]),
    ],
)
def test_documents(text: str, documents: list[Any]) -> None:
    assert read_all(text) == documents


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{<<: {a: 1, b: 2}, b: 3}", {"a": 1, "b": 3}),
        ("{b: 3, <<: {a: 1, b: 2}}", {"a": 1, "b": 3}),
        ("{<<: [{a: 1}, {a: 2, b: 2}], c: 3}", {"a": 1, "b": 2, "c": 3}),
        ("{<<: [], c: 3}", {"c": 3}),
        ("{<<: {<<: {a: 1, b: 1}, b: 2, c: 2}, c: 3}", {"a": 1, "b": 2, "c": 3}),
        ("{<<: {}}", {}),
    ],
)
def test_merged_mappings(text: str, data: dict[str, int]) -> None:
    (read,) = read_all(text)
    assert list(read.items()) == list(data.items())


def test_what_an_anchor_shares_is_one_object() -> None:
    (data,) = read_all("a: &a {x: [1]}\nb: *a\nc: {<<: *a}\n")
    assert data["a"] is data["b"]
    assert data["a"] is not data["c"]
    assert data["a"]["x"] is data["c"]["x"]


def test_pure_python_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &a {x: [1, 3.10, 'b', \"\\x41\"]}\nb: {<<: *a}\nc: >-\n  d\n  e\n"
    place = read_documents(SourceText("f", text))[0].place(("b", "x", 3), find="A")
    expected = read_all(text)
    monkeypatch.setattr(events, "LOADER", yaml.SafeLoader)
    assert read_all(text) == expected
    assert read_documents(SourceText("f", text))[0].place(("b", "x", 3), find="A") == place


def test_argo_examples_read_like_pyyaml_reads_them(shared: Path) -> None:
    files = sorted(shared.glob("argo-examples/**/*.yaml"))
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert str(read_all(text, KUBERNETES)) == str(list(yaml.load_all(text, _Loader))), file
    assert len(files) > 100


class _Loader(yaml.SafeLoader):
    """PyYAML without dates, which Kubernetes lacks."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
# what people write and mistype, in pieces
PIECES = [
    *"abyn01.~\"'|>&*!%@`{}[]:,#-?+\\ \n\t\r\0é",
    "\n  ",
    "\n- ",
    ": ",
    "a: ",
    "<<: ",
    "&a ",
    "*a",
    "!!int ",
    "!x ",
]
PIECES += [
    "---\n",
    "{{",
    "}}",
    "0x",
    "1e",
    ".inf",
    "\\u",
    "\\ud800",
    "\\U0011ffff",
    "\ufeff",
    "\x85",
    "\u2028",
    "\ud800",
]
YAML_LIKE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


class _Dumper(yaml.SafeDumper):
    """Quotes each text, so that only the values' own types are plain."""


def _quote(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Dumper.add_representer(str, _quote)


@given(JSON)
def test_what_pyyaml_dumps_is_read_back(data: Any) -> None:
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    assert repr(read_all(text)) == repr([data])


@given(JSON)
def test_what_pyyaml_dumps_is_found(data: Any) -> None:
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, default_flow_style=False)
    (document,) = read_documents(SourceText("f", text))
    for path, value in list_paths((), data):
        place = document.place(path)
        assert_inside(document, place)
        if isinstance(value, str):
            assert place.text[place.column - 1] == '"'


def list_paths(path: NodePath, data: Any) -> list[tuple[NodePath, Any]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(path, data), *(found for key, value in entries for found in list_paths((*path, key), value))]


def assert_inside(document: Document, place: Place) -> None:
    assert 1 <= place.line <= len(document.source.line_starts)
    assert place.text == document.source.line(place.line)
    assert 1 <= place.column <= len(place.text) + 1
    assert 1 <= place.width <= max(1, len(place.text) - place.column + 1)


def read_or_refuse(text: str, scalars: Scalars) -> tuple[list[Document], tuple[Diagnostic, ...]]:
    try:
        return read_documents(SourceText("f", text), scalars), ()
    except InvalidInputError as error:
        return [], error.diagnostics


@pytest.mark.parametrize("scalars", [CORE, KUBERNETES], ids=["core", "kubernetes"])
@given(text=YAML_LIKE | st.text())
@example(text='"\\U0011ffff"')
def test_faults_of_any_text_have_a_place(scalars: Scalars, text: str) -> None:
    documents, faults = read_or_refuse(text, scalars)
    lines = len(SourceText("f", text).line_starts)
    assert all(1 <= fault.place.line <= lines for fault in faults)
    assert not documents or not find_diagnostics(documents[0].source, scalars)


@pytest.mark.parametrize("scalars", [CORE, KUBERNETES], ids=["core", "kubernetes"])
@given(
    text=YAML_LIKE | st.text(),
    path=st.lists(st.sampled_from(["a", "b", 0, 1]), max_size=3).map(tuple),
    find=st.sampled_from(["", "a", "{{"]),
)
@example(text="? a", path=("a",), find="a")
def test_parts_of_any_text_have_a_place(scalars: Scalars, text: str, path: NodePath, find: str) -> None:
    for document in read_or_refuse(text, scalars)[0]:
        for key in (False, True):
            assert_inside(document, document.place(path, key=key, find=find))
        for inner, value in list_paths((), document.data):
            assert_inside(document, document.place(inner))
            assert isinstance(document.text_at(inner, value), str)


@given(YAML_LIKE)
@example("%a")
def test_any_text_is_read_or_refused_without_libyaml(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "LOADER", yaml.SafeLoader)
        documents, faults = read_or_refuse(text, CORE)
    assert not (documents and faults)


@given(st.text(string.printable + "é{}\u2028", min_size=1), st.sampled_from(['"', "'", "|", ">"]), st.data())
def test_any_spot_in_a_scalar_is_found(text: str, style: str, data: st.DataObject) -> None:
    dumped = yaml.dump({"a": [text]}, default_style=style, width=20, allow_unicode=True)
    (document,) = read_documents(SourceText("f", dumped))
    start = data.draw(st.integers(0, len(text) - 1))
    place = document.place_within(("a", 0), start, 1)
    assert_inside(document, place)
    if re.fullmatch(r"[a-zA-Z0-9{}]", text[start]):
        assert place.text[place.column - 1] == text[start]


def test_large_pipeline_is_read_with_fewer_calls_than_by_pyyaml() -> None:
    tasks = "".join(
        f"  task-{i}: {{needs: [task-{i // 2}], run: 'echo {i}', env: {{A: b, N: {i}}}}}\n" for i in range(1000)
    )
    text = f"tasks:\n{tasks}"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    (document,) = read_documents(SourceText("f", text))
    assert document.data == yaml.load(text, loader)
    calls = count_calls(lambda: list(read_documents(SourceText("f", text))))
    assert calls < 0.6 * count_calls(yaml.load, text, loader)


def test_infinity_keeps_its_sign() -> None:
    assert read_all("[.inf, -.inf]") == [[math.inf, -math.inf]]
