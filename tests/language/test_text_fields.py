"""Numbers and booleans where Argo wants text: lint and render take them for the text that they are written as."""

from __future__ import annotations

import pytest
import yaml

from tests.lint.linting import lint
from tests.properties.generating import generate_text

TEXTS = {
    "name: a\nimage: alpine:3.23\nrun: x\nartifacts: {in: {f: {path: 7, raw: {data: x}}}}\n": "7",
    "metadata: {generateName: true}\nimage: alpine:3.23\nrun: x\n": "true",
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_text_becomes_one(text: str) -> None:
    manifest = yaml.safe_load(generate_text(text).text)
    path = manifest["spec"]["templates"][0].get("inputs", {}).get("artifacts", [{}])[0].get("path")
    assert (path or manifest["metadata"]["generateName"]) == TEXTS[text]
    assert {each.code for each in lint(text)} <= {"relative-path"}
