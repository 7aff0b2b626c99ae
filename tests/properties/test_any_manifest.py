"""Whatever becomes of a manifest, lint says what it can of it, at places in it, and never raises."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from argogen.linter.selection import RuleConfig
from tests.lint.linting import lint
from tests.lint.test_manifests import list_documents
from tests.properties.profile import examples

ALL = RuleConfig(("all",))
TEXTS = [re.sub(r"  #! .*", "", text) for name, text in list_documents() if not name.startswith("yaml")]
SEEDS = [yaml.load(text, yaml.CSafeLoader) for text in TEXTS]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None, True, 0, -1, 1.5, "", " ", "a", "{{", "}}", "{{=", "{{item}}", "{{steps.a.outputs.result}}", "{{=a[}}",
        "\0", "ä", [], {}, [None], [[]], {"name": None}, {"name": 1}, [{"name": "a"}], "a: [", "x" * 300, 10**30,
        "{{inputs.parameters.{{item}}}}", {"template": "a"}, "a\nb", float("inf"),
    ]
)  # fmt: skip
KEYS = ("name", "steps", "dag", "script", "withItems", "x", "retryStrategy")
SCRAPS = ("", ":", "- ", "{", "}", "{{", "}}", "'", '"', "\n", "&a", "*a", "|", "#")


def list_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all nodes below the top."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, item in entries for way in [(*path, key), *list_paths(item, (*path, key))]]


@st.composite
def broken_manifests(draw: st.DrawFn) -> str:
    """A manifest with some of its nodes replaced, moved to another key, or taken out."""
    data = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list_paths(data) or [("spec",)]))
        parent: Any = data
        for part in path[:-1]:
            parent = parent[part]
        how = draw(st.sampled_from(["replace", "remove", "rename"]))
        if how == "replace" or not isinstance(parent, dict):
            parent[path[-1]] = copy.deepcopy(draw(VALUES))
        else:
            kept = parent.pop(path[-1], None)
            if how == "rename":
                parent[draw(st.sampled_from(["name", "steps", "dag", "script", "withItems", "x", "retryStrategy"]))] = (
                    kept
                )
    return yaml.safe_dump(data, allow_unicode=True)


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    """The text of a manifest with some of it replaced."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 8)))
    return text[:start] + draw(st.sampled_from(SCRAPS)) + text[end:]


def assert_linted(text: str) -> None:
    lines = text.count("\n") + 1
    for diagnostic in lint(text, ALL, Path()):
        assert diagnostic.place.line <= lines
        assert diagnostic.message


@examples(200)
@given(text=broken_manifests())
def test_a_broken_manifest_is_linted(text: str) -> None:
    assert_linted(text)


@examples(200)
@given(text=broken_texts())
def test_the_broken_text_of_a_manifest_is_linted(text: str) -> None:
    assert_linted(text)
