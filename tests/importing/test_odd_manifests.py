"""Manifests that Argo accepts, with missing or foreign parts, are imported as well."""

from __future__ import annotations

import pytest

from argogen import Session
from argogen.diagnostics import Severity
from tests.oracle.same_manifest import find_differences

from .importing import import_text, read_all, render_text

SCRIPT = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{generateName: a-}}
spec:
  entrypoint: main
  templates:
  - {{name: main, script: {{image: alpine:3.23, {fields}}}}}
"""
PLAIN = SCRIPT.format(fields="command: [sh], source: date")


@pytest.mark.parametrize(
    "fields",
    ["command: [sleep], args: ['10']", "command: [sh], source: ''", "command: [sh], source: null", "args: [a]"],
)
def test_a_script_without_a_source(fields: str) -> None:
    text = SCRIPT.format(fields=fields)
    imported = import_text(text).text
    (rendered,) = read_all(render_text(imported))
    expected = {"source": "", **read_all(text)[0]["spec"]["templates"][0]["script"]}
    assert rendered["spec"]["templates"][0]["script"] == {**expected, "source": ""}


@pytest.mark.parametrize("group", ["openchoreo.dev/v1alpha1", "flow.example.com/v1", "conductor.io/v2beta1"])
@pytest.mark.parametrize("kind", ["Workflow", "WorkflowTemplate", "CronWorkflow"])
def test_kinds_of_other_groups_are_copied(group: str, kind: str) -> None:
    other = f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: other}}\nspec: {{ttlAfterCompletion: 1d}}\n"
    text = import_text(f"{PLAIN}---\n{other}").text
    assert text.endswith(f"---\n{other}")
    assert read_all(render_text(text))[1] == read_all(other)[0]


@pytest.mark.parametrize("group", ["argproj.io/v1alpha1", "argoproj.io/v1", "argoproj.io/v1beta1", "v1"])
def test_misspelled_groups_are_errors(group: str) -> None:
    other = PLAIN.replace("argoproj.io/v1alpha1", group)
    result = Session().convert(text=f"{PLAIN}---\n{other}", filename="/nowhere/a.yaml")
    found = [each.message for each in result.diagnostics]
    assert (result.text, found) == ("", [f"expected 'argoproj.io/v1alpha1', found '{group}'"])


@pytest.mark.parametrize("mode", [600, 755, 0o1000])
def test_a_file_mode_that_is_too_large(mode: int) -> None:
    volumes = f"volumes: [{{name: key, secret: {{secretName: git, defaultMode: {mode}}}}}]\n  templates:"
    text = PLAIN.replace("templates:", volumes)
    (rendered,) = read_all(render_text(import_text(text).text))
    assert find_differences(read_all(text)[0], rendered) == []


@pytest.mark.parametrize("groups", ["[[], [{step}]]", "[[{step}], []]", "[[], [{step}], [], [], [{other}]]"])
def test_empty_groups_of_steps_are_dropped(groups: str) -> None:
    steps = groups.format(step="{name: a, template: wait}", other="{name: b, template: wait}")
    text = PLAIN.replace("{name: main, script", f"{{name: main, steps: {steps}}}\n  - {{name: wait, script")
    (rendered,) = read_all(render_text(import_text(text).text))
    (before,) = read_all(text)
    assert rendered["spec"]["templates"][0]["steps"] == [
        group for group in before["spec"]["templates"][0]["steps"] if group
    ]


def test_empty_dependencies_are_absent_ones() -> None:
    tasks = "[{name: a, template: leaf, depends: ''}, {name: b, template: leaf, dependencies: [a]}]"
    text = PLAIN.replace("name: main,", "name: leaf,") + f"  - {{name: main, dag: {{tasks: {tasks}}}}}\n"
    (rendered,) = read_all(render_text(import_text(text).text))
    (expected,) = read_all(text.replace(", depends: ''", ""))
    assert find_differences(expected, rendered) == []


@pytest.mark.parametrize("key", ["apiversion", "ApiVersion", "APIVERSION"])
def test_the_version_in_another_case(key: str) -> None:
    """The document is a manifest with a misspelled field, not a pipeline with a misspelled `argo_version`."""
    wrong = PLAIN.replace("apiVersion", key)
    result = Session().lint(text=wrong, filename="/nowhere/a.yaml", fix=True)
    found = Session().lint(text=wrong, filename="/nowhere/a.yaml").diagnostics
    assert [(each.code, each.hint) for each in found] == [("unknown-field", "did you mean 'apiVersion'?")]
    assert result.text == PLAIN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  templates:", "  volumes: [{name: a}, {name: b, emptyDir: {}}]\n  templates:"),
        ("{name: main,", "{name: main, volumes: [{name: a}],"),
        ("{name: main,", "{name: main, outputs: {result: '', artifacts: [{name: a, path: /tmp/a}]},"),
        ("{name: main,", "{name: main, outputs: {exitCode: '0', parameters: [{name: a, valueFrom: {path: /a}}]},"),
    ],
)
def test_fields_without_keys_beside_fields_with_keys(old: str, new: str) -> None:
    text = PLAIN.replace(old, new)
    imported = import_text(text)
    assert not [each for each in imported.diagnostics if each.severity is Severity.ERROR]
    assert find_differences(read_all(text)[0], read_all(render_text(imported.text))[0]) == []
