"""Import and rendering keep all fields of the objects of Argo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from argogen.argo.structure import KINDS, load_structure
from argogen.argo.structure.table import read_definitions
from argogen.yaml.emitter import dump
from tests.oracle.same_manifest import find_differences

from . import fields
from .importing import import_text, read_all, render_text

# What becomes of an object is nobody's to say.
_OUTCOME = ("status",)
# Fields of Outputs in which Argo keeps what has come out.
_RAW = {("Outputs", "result"), ("Outputs", "exitCode")}


def list_ways() -> dict[tuple[tuple[str, str], ...], fields.Way]:
    """Return a path to each field in each object that directly contains its object."""
    found: dict[tuple[tuple[str, str], ...], fields.Way] = {}
    for kind in KINDS:
        for way in fields.list_ways(kind, but=frozenset({"templateDefaults"})):
            if way[-1][1] not in _OUTCOME or len(way) > 1:
                found.setdefault(way[-2:], way)
    return found


WAYS = list_ways()
# One way to each field; all others differ from it in the object around.
FIRST = set({way[-1]: way for way in reversed(WAYS.values())}.values())
# Import translates the fields of these one by one; most others are objects of Kubernetes, which are copied.
TRANSLATED = ("WorkflowSpec", "Template")
# Always tried: all their fields, and one of each other object.
USUAL = {way for way in FIRST if way[-1][0] in TRANSLATED} | set({way[-1][0]: way for way in WAYS.values()}.values())


def list_definitions(*, usual: bool) -> list[str]:
    return sorted({way[-1][0] for way in WAYS.values() if (way in USUAL) == usual})


def list_reachable() -> Iterator[tuple[str, str]]:
    waiting = list(KINDS)
    for definition in waiting:
        for name, facts in fields.list_fields(definition).items():
            yield definition, name
            inner = fields.find_inner(facts.type)
            waiting += [inner] if inner in read_definitions() and inner not in waiting else []


def test_every_field_is_tried() -> None:
    tried = {field for way in WAYS.values() for field in way}
    outcomes = {(kind, name) for kind in KINDS for name in _OUTCOME if name in fields.list_fields(kind)}
    assert set(list_reachable()) - tried == outcomes
    assert len(tried) > 950
    assert {way[-1] for way in FIRST} == {way[-1] for way in WAYS.values()}


@pytest.mark.parametrize("definition", list_definitions(usual=True))
def test_fields_outlive_import(definition: str) -> None:
    check_ways(way for way in WAYS.values() if way[-1][0] == definition and way in USUAL)


@pytest.mark.slow
@pytest.mark.parametrize("definition", list_definitions(usual=False))
def test_all_other_fields_outlive_import_in_each_object(definition: str) -> None:
    check_ways(way for way in WAYS.values() if way[-1][0] == definition and way not in USUAL)


def check_ways(ways: Iterable[fields.Way]) -> None:
    for way in ways:
        manifest = fields.build_manifest(way)
        assert load_structure(fields.VERSION).check(manifest, way[0][0]) == [], f"the sample for {way} is wrong"
        imported = import_text(dump(manifest))
        (rendered,) = read_all(render_text(imported.text))
        assert find_differences(manifest, rendered) == [], imported.text
        assert [
            found.code for found in imported.diagnostics if found.code == "raw-argo-field" and way[-1] not in _RAW
        ] == []
