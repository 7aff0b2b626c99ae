"""Semantic errors of a manifest are reported, and its pipeline has them, too."""

from __future__ import annotations

import textwrap

import pytest

from argogen import Session
from argogen.diagnostics import Severity

from .importing import read_all

STEPS = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{generateName: a-}}
spec:
  entrypoint: {entry}
  templates:
  - name: main
    {body}
  - name: show
    inputs: {{parameters: [{{name: x}}]}}
    container: {{image: "alpine:3.23", command: [echo, "{{{{inputs.parameters.x}}}}"]}}
"""
GIVEN = "arguments: {parameters: [{name: x, value: '1'}]}"
CASES = [
    ("main", "steps: [[{name: a, template: gone}]]", "unknown-component", "use: gone"),
    ("main", "dag: {tasks: [{name: a, template: gone}]}", "unknown-component", "use: gone"),
    ("gone", f"steps: [[{{name: a, template: show, {GIVEN}}}]]", "unknown-component", "entrypoint: gone"),
    ("main", "steps: [[{name: a, template: show}]]", "missing-argument", "use: show"),
    (
        "main",
        f"dag: {{tasks: [{{name: a, template: show, depends: z, {GIVEN}}}]}}",
        "unknown-task",
        "needs: z",
    ),
    (
        "main",
        f"steps: [[{{name: a, template: show, {GIVEN}, onExit: gone}}]]",
        "unknown-component",
        "on_exit: {use: gone}",
    ),
    (
        "main",
        "steps: [[{name: a, template: show, arguments: {parameters: [{name: x, value: '{{steps.z.id}}'}]}}]]",
        "unknown-tag-variable",
        "{{steps.z.id}}",
    ),
]


@pytest.mark.parametrize(("entry", "body", "code", "kept"), CASES)
def test_it_is_kept(entry: str, body: str, code: str, kept: str) -> None:
    result = Session().convert(text=STEPS.format(entry=entry, body=body), filename="/nowhere/a.yaml")
    errors = [found.code for found in result.diagnostics if found.severity is Severity.ERROR]
    assert errors == [code]
    assert (kept in result.text, len(read_all(result.text))) == (True, 1)
    rendered = Session().render(text=result.text, filename="/nowhere/p.yaml")
    assert [found.code for found in rendered.diagnostics] == [code]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("volumes: [{name: v, secret: {secretName: s, defaultMode: 600}}]", "invalid-number"),
        ("volumes: [{name: v, emptyDir: {medium: Disk}}]", "invalid-volume"),
    ],
)
def test_errors_of_values_are_reported_and_kept(field: str, code: str) -> None:
    text = PLAIN.replace("  templates:", f"  {field}\n  templates:", 1)
    result = Session().convert(text=text, filename="/nowhere/a.yaml")
    assert [each.code for each in result.diagnostics if each.severity is Severity.ERROR] == [code]
    found = Session().lint(text=result.text, filename="/nowhere/p.yaml")
    assert [each.code for each in found.diagnostics if each.severity is Severity.ERROR] == [code]


HOLDERS = {
    "metadata": ("metadata: {generateName: a-}\n", "metadata:\n  generateName: a-\n", 2),
    "podMetadata": ("  templates:\n", "  templates:\n  podMetadata:\n", 4),
    "workflowMetadata": ("  templates:\n", "  templates:\n  workflowMetadata:\n", 4),
    "template": ("  - name: show\n", "  - name: show\n    metadata:\n", 6),
}


@pytest.mark.parametrize(
    "labels",
    [
        "labels: {a: b-}\n",
        "labels: {a: b, b: -a, c: c-}\n",
        "labels: {a..: b, a/b/c: d}\n",
        "annotations: {a b: c}\n",
        "labels:\n  # a comment\n  a: b-\n  b: c\n",
    ],
)
@pytest.mark.parametrize("holder", HOLDERS)
def test_labels_that_kubernetes_rejects_are_kept_with_a_suppression(labels: str, holder: str) -> None:
    line, head, depth = HOLDERS[holder]
    head = head.replace("  templates:\n", "") + textwrap.indent(labels, " " * depth)
    text = PLAIN.replace(line, head + "  templates:\n" * line.startswith("  templates"), 1)
    result = Session().convert(text=text, filename="/nowhere/a.yaml")
    assert {(each.code, each.severity) for each in result.diagnostics} == {("invalid-label", Severity.WARNING)}
    assert "# argogen: ignore[AG305]" in result.text
    rendered = Session().render(text=result.text, filename="/nowhere/p.yaml")
    assert rendered.diagnostics == ()
    found = Session().lint(text=result.text, filename="/nowhere/p.yaml")
    assert [each.code for each in found.diagnostics if each.severity is Severity.ERROR] == []
    (before,), (after,) = read_all(text), read_all(rendered.text)
    assert before == after


@pytest.mark.parametrize("body", ["{}", "steps: [[{name: a}]]", "steps: [[{name: a, template: show, template: 3}]]"])
def test_errors_of_the_structure_are_refused(body: str) -> None:
    body = body if body != "{}" else "metadata: {}"
    result = Session().convert(text=STEPS.format(entry="main", body=body), filename="/nowhere/a.yaml")
    assert (result.text, result.ok) == ("", False)


PLAIN = STEPS.format(entry="main", body=f"steps: [[{{name: a, template: show, {GIVEN}}}]]")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("generateName: a-", "name: {{ .Values.name }}-a"),
        ("  templates:", "  {{- if .Values.enabled }}\n  templates:"),
        ("  templates:", '  {{- include "a.labels" . | nindent 2 }}\n  templates:'),
        ("spec:", "spec:\n{{- with $.x }}\n  a: b\n{{- end }}"),
        ("apiVersion", "{{/* a comment */}}\napiVersion"),
    ],
)
def test_helm_templates(before: str, after: str) -> None:
    result = Session().convert(text=PLAIN.replace(before, after, 1), filename="/nowhere/a.yaml")
    assert (result.text, [found.code for found in result.diagnostics]) == ("", ["helm-template"])


@pytest.mark.parametrize(
    ("tag", "codes"), [("{{ .Values.image }}", ["helm-template"]), ("{{range .Items}}{{end}}", []), ("{{end}}", [])]
)
def test_a_manifest_with_such_tags_is_imported(tag: str, codes: list[str]) -> None:
    text = PLAIN.replace("command: [echo", f"command: [echo, '{tag}'")
    result = Session().convert(text=text, filename="/nowhere/a.yaml")
    found = [each.code for each in result.diagnostics if each.code == "helm-template"]
    assert (tag in result.text, found) == (True, codes)
