"""Places in a source whose nodes are built along paths are those in a source that is composed as a whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.counting import count_calls

TEXT = textwrap.dedent(
    """\
    # two documents
    name: demo
    base: &base
      image: !!str 1
      sizes: [1, {a: b}, [], {}]
    steps:
      - - name: "it"
          run: |
            echo {{a}}
        - {name: 'other', empty: }
    ---
    - 'x {{b}}'
    - {}
    ...
    """
)
WITH_ALIAS = f"{TEXT}---\na: &a {{b: c}}\nd: *a\n"
MERGED = "a: {<<: {b: c, d: e}, d: f}\nb: {1: c, <<: [{d: e}]}\n"


def list_paths(value: Any, path: NodePath = ()) -> Iterator[NodePath]:
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from list_paths(item, (*path, key))


def read(text: str, *, with_places: bool = True) -> list[Document]:
    return read_documents(SourceText("a.yaml", text), with_places=with_places)


@pytest.fixture
def _composed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source whose events are not kept is composed as a whole, as a large one."""
    monkeypatch.setattr("argogen.yaml.positions.index._LISTED", 0)


@pytest.mark.usefixtures("_composed")
@pytest.mark.parametrize("text", [TEXT, WITH_ALIAS, "", "---\n---\na\n", MERGED])
def test_the_places_of_all_values_and_keys(text: str) -> None:
    for late, whole in zip(read(text), read(text, with_places=False), strict=True):
        for path in list_paths(whole.data):
            assert late.place(path) == whole.place(path)
            assert late.place((*path, "nowhere"), key=True) == whole.place((*path, "nowhere"), key=True)
            assert late.place(path, key=True, find="{{a}}") == whole.place(path, key=True, find="{{a}}")


@pytest.mark.usefixtures("_composed")
def test_only_the_nodes_along_a_path_are_built() -> None:
    text = "first: {a: 1}\nothers:\n" + "  - {a: [b, c, d, e]}\n" * 400
    late, whole = (read(text, with_places=with_places)[0] for with_places in (True, False))
    assert count_calls(late.place, ("first", "a")) * 5 < count_calls(whole.place, ("first", "a"))


def test_a_second_place_does_not_read_the_source_again() -> None:
    (document,) = read("a: {b: 1}\n" + "".join(f"k{number}: [1, 2]\n" for number in range(500)))
    first = count_calls(document.place, ("a", "b"))
    assert count_calls(document.place, ("k7", 1)) * 5 < first


def test_a_source_without_events_is_read_again() -> None:
    late, again = read(TEXT)[0], read(TEXT, with_places=False)[0]
    assert all(late.place(path) == again.place(path) for path in list_paths(late.data))
