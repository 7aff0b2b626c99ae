"""Whatever happens to a pipeline, there is an answer that a person can read, and never an exception."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.argo.structure import load_structure
from argogen.language.validation import check_argo_objects, validate_pipeline
from argogen.language.validation.definitions import build_validator
from argogen.language.validation.explain import explain_faults
from argogen.yaml import Document, SourceText, read_documents
from tests.properties.profile import examples

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic

SHARED = Path(__file__).resolve().parents[4] / "shared" / "pipelines"
CASES = Path(__file__).parent / "cases"

# Words of the machinery, which say nothing to the author of a pipeline.
JARGON = re.compile(
    r"(?i:is not valid under any of|additional ?properties|\$ref|\$defs|schema|instance|is not of type)"
    r"|required property|oneOf|anyOf|\b(?:True|False)\b"
)

SCRAPS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 600),
    st.floats(allow_nan=False, width=16),
    st.sampled_from(["", "a", "a_b", "{{x}}", "2h", "3", "yes", "two words\n", "name\n", "é", "٣"]),
    st.sampled_from([[], {}, [[]], [{}], [None], {"name": "a"}, [{"name": "a", "value": "b"}], {"run": "x"}]),
)
KEYS = st.sampled_from(
    ["name", "run", "imge", "nodeSelector", "steps", "when", "x", "secret", "key", "items", "a b", "", "value", "argo"]
)

Slot = tuple[Any, Any]


@functools.cache
def read_originals() -> list[str]:
    files = [*SHARED.glob("**/*.yaml"), *CASES.glob("*.yaml")]
    documents = [
        document for file in files for document in read_documents(SourceText(file.name, file.read_text("utf-8")))
    ]
    return [json.dumps(document.data) for document in documents if isinstance(document.data, dict)]


def list_slots(data: Any) -> Iterator[Slot]:
    """Every place in the data as its container and key."""
    entries = list(data.items()) if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else []
    for key, value in entries:
        yield data, key
        yield from list_slots(value)


def delete(container: Any, key: Any, draw: st.DrawFn) -> None:
    del container[key]


def rename(container: Any, key: Any, draw: st.DrawFn) -> None:
    if isinstance(container, dict):
        container[draw(KEYS)] = container.pop(key)


def misspell(container: Any, key: Any, draw: st.DrawFn) -> None:
    if isinstance(container, dict):
        cut = draw(st.integers(0, len(key)))
        container[key[:cut] + key[cut + 1 :]] = container.pop(key)


def replace(container: Any, key: Any, draw: st.DrawFn) -> None:
    container[key] = copy.deepcopy(draw(SCRAPS))


def wrap(container: Any, key: Any, draw: st.DrawFn) -> None:
    container[key] = [container[key]]


def add(container: Any, key: Any, draw: st.DrawFn) -> None:
    if isinstance(container[key], dict):
        container[key][draw(KEYS)] = copy.deepcopy(draw(SCRAPS))


@st.composite
def mutate(draw: st.DrawFn) -> Any:
    data = json.loads(draw(st.sampled_from(read_originals())))
    for _ in range(draw(st.integers(1, 3))):
        slots = list(list_slots(data))
        if slots:
            change = draw(st.sampled_from([delete, rename, misspell, replace, wrap, add]))
            change(*slots[draw(st.integers(0, len(slots) - 1))], draw)
    return data


def assert_readable(diagnostic: Diagnostic, document: Document) -> None:
    place = diagnostic.place
    lines = document.source.text.split("\n")
    assert 1 <= place.line <= len(lines)
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert diagnostic.message
    assert not JARGON.search(f"{diagnostic.message} {diagnostic.hint}"), diagnostic
    assert "\n" not in f"{diagnostic.message} {diagnostic.hint}"


@pytest.mark.usefixtures("shared")
@examples(400)
@given(data=mutate(), version=st.sampled_from(["3.4", "3.7", "4.1"]))
def test_a_broken_pipeline_gets_an_answer(data: Any, version: str) -> None:
    # JSON is YAML; one line for each value, so that places differ
    [document] = read_documents(SourceText("a.yaml", json.dumps(data, indent=1, ensure_ascii=False)))
    found = validate_pipeline(document)
    assert bool(found) != build_validator().is_valid(document.data)
    assert bool(found) == bool(explain_faults(document.data))
    for diagnostic in [*found, *check_argo_objects(document, load_structure(version))]:
        assert_readable(diagnostic, document)


def test_steps_nest_as_deep_as_a_document_may() -> None:
    levels = 40
    opening, closing = "".join(f"{{name: s{number}, steps: [" for number in range(levels)), "]}" * levels
    [document] = read_documents(SourceText("a.yaml", f"{opening}{{name: x, run: 3}}{closing}"))
    assert [(d.code, d.message) for d in validate_pipeline(document)] == [
        ("wrong-type", "expected a string, found number 3")
    ]
    assert check_argo_objects(document, load_structure("3.7")) == []
