"""The objects that a workflow refers to."""

from __future__ import annotations

from typing import Any

import pytest

from argogen.runner.model.library import read_library


@pytest.mark.parametrize("document", [None, [], {}, {"kind": {"a": "b"}}, {"kind": ["Secret"]}, {"kind": "Secret"}])
def test_other_documents_are_ignored(document: Any) -> None:
    good = {"kind": "Secret", "metadata": {"name": "a"}, "stringData": {"x": "y"}}
    library = read_library([document, good])
    assert list(library.secrets) == ["a"]
    assert not (library.config_maps or library.workflow_templates or library.cluster_workflow_templates)
