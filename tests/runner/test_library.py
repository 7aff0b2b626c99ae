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
    others = (library.config_maps, library.workflow_templates, library.cluster_workflow_templates)
    assert [*map(list, others)] == [[], [], []]
