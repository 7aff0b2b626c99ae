"""Assumptions of the language about Argo artifacts."""

from __future__ import annotations

import pytest

from argogen.argo.artifact_stores import ARTIFACT_STORES
from argogen.argo.structure import VERSIONS, load_structure

NEWEST = load_structure(VERSIONS[-1]).json_schema("ArtifactLocation")["$defs"]


def test_knows_every_store() -> None:
    assert set(NEWEST["ArtifactLocation"]["properties"]) - {"archiveLogs"} == set(ARTIFACT_STORES)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_artifact_is_its_location_and_where_it_comes_from(version: str) -> None:
    structure = load_structure(version)
    assert all(
        structure.field("Artifact", name) for name in (*ARTIFACT_STORES, "path", "from", "fromExpression", "mode")
    )
