"""Places of violations in strings that are rendered in another form."""

from __future__ import annotations

import pytest

from .linting import lint


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("run: echo $$ {{workflow.nmae}}", "{{workflow.nmae"),
        ("run: echo $(LEVEL) {{workflow.nmae}}", "{{workflow.nmae"),
        ("script: {command: [sh], source: 'echo $$ {{workflow.nmae}}'}", "{{workflow.nmae"),
    ],
)
def test_a_tag_after_an_escaped_dollar_sign(body: str, at: str) -> None:
    text = f"name: x\nimage: alpine:3.23\nenv: {{LEVEL: info}}\n{body}\n"
    found = [each.place for each in lint(text) if each.code == "unknown-tag-variable"]
    assert [(place.line, place.column) for place in found] == [(4, body.index(at) + 3)]
