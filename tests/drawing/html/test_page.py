"""Pages as text: their program runs in `test_browser`."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

from argogen.drawing.html.page import write
from argogen.drawing.html.snippets import LONGEST, find_block
from argogen.graph.model import Graph, Node, NodeKind
from tests.drawing.samples import make_graph, make_large, make_run
from tests.graph.hostile import NAMES, make_hostile_graph

_VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Collect elements, and check that each one is closed in the right order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def read_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_policy_allows_only_the_page_itself() -> None:
    reader = read(write([make_run()]))
    (policy,) = [
        value["content"] or "" for tag, value in reader.elements if value.get("http-equiv") == "Content-Security-Policy"
    ]
    hashes = [
        "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
        for text in ("".join(reader.texts["style"]), reader.texts["script"][-1])
    ]
    assert policy == (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_loaded() -> None:
    reader = read(write([make_graph()]))
    for tag, attributes in reader.elements:
        assert tag not in {"link", "img", "iframe", "object", "embed"}
        assert not {"src", "style", "onclick", "onload"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")


def test_hostile_names_are_text() -> None:
    graph = make_hostile_graph()
    page = write([graph], {"p.yaml": "</script><script>alert(1)</script>\n"})
    reader = read(page)
    scripts = [attributes for tag, attributes in reader.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "data"}, {}]
    names = [element["name"] for element in read_data(page)["elements"]]
    assert "<script>alert(1)</script>" in names
    assert len(names) == 3 * len(NAMES)


def test_details_have_the_source_and_the_manifest() -> None:
    call = {"name": "a", "template": "t"}
    node = make_graph().nodes[1]._replace(call=call, definition="t")
    graph = Graph(
        "w", "Workflow", (node._replace(group=""),), templates={"t": {"script": {"source": "echo </script>"}}}
    )
    data = read_data(write([graph], {"p.yaml": "# first\n  - name: a\n    run: echo\n  - name: b\n"}))
    assert data["blocks"][data["details"][0]["source"]] == "- name: a\n  run: echo"
    assert data["details"][0]["call"] == "name: a\ntemplate: t\n"
    assert data["details"][0]["template"] == "t"
    assert "echo </script>" in data["templates"]["t"]
    assert ["place", "p.yaml:2"] in data["details"][0]["facts"]


def test_runs_have_executions_and_a_timeline() -> None:
    page = write([make_run()])
    data = read_data(page)
    assert data["details"][4]["executions"] == [["c", "Failed", "2026-01-02 03:00:50", "11s", "exit code 1"]]
    assert [data["elements"][number]["name"] for number in data["rows"]] == ["a", "quick", "b", "c"]
    assert page.count('class="row ') == 4
    assert '<details id="timeline"' in page
    assert '<details id="timeline"' not in write([make_graph()])


def test_a_page_without_elements() -> None:
    page = write([Graph("w", "WorkflowTemplate")])
    assert read_data(page)["elements"] == []
    assert "WorkflowTemplate &#x27;w&#x27; has no templates" in page


def test_a_large_page_is_compact() -> None:
    graph = make_large(50, 20)
    assert len(write([graph])) < 1_500_000


def test_names_of_several_lines() -> None:
    graph = Graph("w", "Workflow", (Node("x", "a\nb", kind=NodeKind.DATA),))
    assert read_data(write([graph]))["elements"][0]["name"] == "a b"


def test_blocks_end_with_their_indentation() -> None:
    lines = "steps:\n  - name: a\n\n    run: |\n      echo\n\n  - name: b\nother: 1".splitlines()
    assert find_block(lines, 2) == "- name: a\n\n  run: |\n    echo"
    assert find_block(lines, 1) == "\n".join(lines[:7])
    assert find_block(lines, 8) == "other: 1"
    assert find_block(lines, 9) == ""
    assert find_block(lines, 0) == ""


def test_long_blocks_are_cut() -> None:
    lines = ["a:", *["  - x"] * 300]
    assert find_block(lines, 1).splitlines()[LONGEST - 1 :] == ["  - x", "# … 101 more lines"]
