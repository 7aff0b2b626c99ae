"""`argogen context`: JSON that its schema describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from argogen.schemas import read_schema
from tests.cli.conftest import GOOD, Run, Write
from tests.compiling import list_examples

ROOT = Path(__file__).resolve().parents[2]
PIPELINES = [*sorted((ROOT / "tests/cases/good").glob("*.yaml")), *list_examples()]


def read_all(text: str) -> Iterator[Any]:
    """JSON values that stand one after another."""
    text = text.lstrip()
    while text:
        value, end = json.JSONDecoder().raw_decode(text)
        yield value
        text = text[end:].lstrip()


@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_schema_describes_what_is_printed(run: Run, path: Path) -> None:
    done = run("context", str(path), "--env", "staging")
    contexts = list(read_all(done.out))
    assert (done.code, bool(contexts)) == (0, True)
    validator = Draft202012Validator(read_schema("context"))
    assert [fault.message for context in contexts for fault in validator.iter_errors(context)] == []


def test_options_change_it(run: Run, write: Write) -> None:
    write({"a.yaml": GOOD})
    [context] = read_all(run("context", "a.yaml", "--set", "who=you").out)
    assert context["workflow"]["arguments"] == [{"name": "who", "value": "you"}]
    assert context["templates"][0]["construct"] == "container"


def test_what_passes_through_has_no_context(run: Run) -> None:
    done = run("context", "-", stdin=f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\n---\n{GOOD}---\n{GOOD}")
    assert len(list(read_all(done.out))) == 2


def test_a_wrong_pipeline_prints_nothing(run: Run) -> None:
    done = run("context", "-", stdin=f"{GOOD}---\nname: a\nrunn: x\n")
    assert (done.code, done.out) == (2, "")
    assert "unknown-key" in done.err
