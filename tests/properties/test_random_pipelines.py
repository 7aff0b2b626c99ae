"""Any valid pipeline becomes a manifest in which everything is there that its tags name."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given

from argogen.diagnostics import has_errors
from tests.properties.generating import generate_assumed, generate_text, write_pipeline
from tests.properties.pipelines import pipelines
from tests.properties.profile import examples
from tests.properties.tags import find_lost_tags


@pytest.mark.slow
@examples(150)
@given(data=pipelines())
def test_a_valid_pipeline_renders(data: dict[str, Any]) -> None:
    text = write_pipeline(data)
    made = generate_assumed(text)
    assert not has_errors(made.diagnostics)
    assert generate_text(text) == made
    assert find_lost_tags(yaml.load(made.text, yaml.CSafeLoader)) == []
