"""The template files and the code that chooses among them know of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.context import PassedFields, TemplateFields, WorkflowFields
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.language.vocabulary import bodies
from argogen.resources import TEMPLATES
from argogen.yaml.text import SourceText
from tests.compiling import prepare_source

from .template_references import (
    find_missing_templates,
    find_passed_fields,
    find_references,
    find_unused_templates,
)

PIPELINES = {
    "run": "run: echo",
    "script": "script: {command: [sh], source: echo}",
    "container": "container: {command: [echo]}",
    "python": "python: jobs.plan:chunks",
    "notebook": "notebook: plan.ipynb",
    "container_set": "container_set: {containers: [{name: main, image: alpine}]}",
    "resource": "resource: {action: get, manifest: {kind: Job}}",
    "http": "http: {url: https://example.com}",
    "data": "data: {source: {artifactPaths: {name: a, s3: {key: b}}}, transformation: []}",
    "plugin": "plugin: {slack: {}}",
    "suspend": "suspend: {}",
    "steps": "steps: [{name: one, run: echo}]",
    "tasks": "tasks: {one: {run: echo}}",
    # a component that calls another needs a template of its own
    "use": "entrypoint: one\ncomponents: {one: {use: two}, two: {run: echo}}",
}


def find_constructs(body: str) -> set[str]:
    """The constructs that a pipeline with this body is normalized to."""
    settings = "" if body == "suspend" else "defaults: {image: alpine}\n"
    source = SourceText("pipeline.yaml", f"name: one\n{settings}{PIPELINES[body]}\n")
    (prepared,) = prepare_source(SourceFile(source, Path("pipeline.yaml"), Path()), CompileOptions())
    assert prepared.context is not None
    return {template.construct for template in prepared.context.templates}


@pytest.mark.parametrize("body", bodies())
def test_every_construct_has_a_file(body: str) -> None:
    constructs = find_constructs(body)
    assert constructs
    assert [name for name in constructs if not (TEMPLATES / "constructs" / f"{name}.yaml.j2").is_file()] == []


def test_every_part_that_a_template_needs_is_there() -> None:
    assert find_missing_templates(TEMPLATES) == []


def test_every_file_is_needed() -> None:
    constructs = {f"constructs/{name}.yaml.j2" for body in bodies() for name in find_constructs(body)}
    assert find_unused_templates(TEMPLATES, {"manifest.yaml.j2", *constructs}) == []


@pytest.mark.parametrize(
    ("name", "variable", "fields"),
    [
        ("constructs/template.yaml.j2", "template", TemplateFields),
        ("fields/spec.yaml.j2", "workflow", WorkflowFields),
    ],
)
def test_what_passes_through_has_a_line_in_a_template(name: str, variable: str, fields: type[PassedFields]) -> None:
    placed = find_passed_fields((TEMPLATES / name).read_text("utf-8"), variable)
    assert sorted(placed) == sorted(fields._fields), f"add a line to a block of templates/{name}"


# What the checks are worth: each of them finds what it is there for.


def test_reads_every_form_of_a_part() -> None:
    text = '{% extends "a" %}\n{% include b %}\nx: ${{ field("c", d) }}\ny: ${{ field(e, f.field("g")) }}\n'
    assert list(find_references(text)) == ["fields/c.yaml.j2", "fields/?.yaml.j2", "a", "?"]


def test_finds_fields_that_are_placed_under_their_own_names() -> None:
    lines = ("daemon: ${{ t.settings.daemon }}", "a: ${{ t.settings.b }}", "  c: ${{ t.settings.c }}", "d: ${{ t.d }}")
    assert find_passed_fields("\n".join(lines), "t") == ["daemon"]


def test_finds_what_is_missing_and_what_is_left_over(tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "manifest.yaml.j2").write_text('a: ${{ field("used", b) }}\nc: ${{ field("lost", d) }}\n')
    (tmp_path / "fields" / "used.yaml.j2").write_text("a: 1\n")
    (tmp_path / "fields" / "left.yaml.j2").write_text("a: 1\n")
    assert find_missing_templates(tmp_path) == ["manifest.yaml.j2 needs fields/lost.yaml.j2"]
    assert find_unused_templates(tmp_path, {"manifest.yaml.j2"}) == ["fields/left.yaml.j2"]
