from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from argogen.argo.structure import load_structure
from argogen.diagnostics import Severity
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.engine.verification.manifest import verify_manifest
from argogen.templating.templates import Templates
from argogen.yaml import SourceText
from tests.compiling import prepare_source

TEXT = "name: a\nsteps:\n- {name: x, image: busybox, run: echo, argo: {newer: 1}}\n- {name: y, use: x/y}\n"


def verify(change: Any, version: str = "3.7") -> list[tuple[int, Severity, str]]:
    (prepared,) = prepare_source(SourceFile(SourceText("a.yaml", TEXT), Path("a.yaml"), Path()), CompileOptions())
    context = prepared.context
    assert context is not None
    manifest = Templates().render("manifest.yaml.j2", workflow=context.workflow, templates=context.templates)
    change(manifest["spec"])
    found = verify_manifest(manifest, context, prepared.document, load_structure(version))
    return [(d.place.line, d.severity, d.message) for d in found if "newer" not in d.message]


def nothing(spec: Any) -> None:
    del spec


def test_what_argogen_renders_is_right_and_raw_fields_are_warned_of() -> None:
    assert verify(nothing) == []
    (prepared,) = prepare_source(SourceFile(SourceText("a.yaml", TEXT), Path("a.yaml"), Path()), CompileOptions())
    assert prepared.context is not None
    rendered = Templates().render(
        "manifest.yaml.j2", workflow=prepared.context.workflow, templates=prepared.context.templates
    )
    (raw,) = verify_manifest(rendered, prepared.context, prepared.document, load_structure("3.7"))
    assert (raw.severity, raw.code, raw.place.line) == (Severity.WARNING, "unknown-field", 3)


@pytest.mark.parametrize(
    ("change", "line", "word"),
    [
        (lambda spec: spec.update(entrypont="x"), 1, "entrypont"),
        (lambda spec: spec["templates"][1]["container"].update(imag="x"), 3, "imag"),
        (lambda spec: spec["templates"][1]["container"].update(image=3), 3, "image"),
        (lambda spec: spec["templates"][0]["steps"][1][0].update(wehn="x"), 4, "wehn"),
    ],
)
def test_a_fault_is_shown_at_what_it_came_from(change: Any, line: int, word: str) -> None:
    ((found, severity, message),) = verify(change)
    assert (found, severity) == (line, Severity.ERROR)
    assert word in message


def test_a_field_that_the_version_lacks() -> None:
    def add(spec: Any) -> None:
        spec["templates"][1]["annotations"] = {"a": "b"}

    assert verify(add, "3.7") == []
    assert [message for _, _, message in verify(add, "3.6")] != []
