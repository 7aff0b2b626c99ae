"""Errors of overrides that Jinja drops, or reports without the cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from argogen.diagnostics import Diagnostic

Refuse = Callable[..., Sequence[Diagnostic]]

PIPELINE = "name: leaf\nimage: busybox\nrun: echo\n"
EXTENDED = '{% extends "argogen/constructs/template.yaml.j2" %}\n'


def write_block(name: str, body: str) -> str:
    return f"{{% block {name} %}}\n{body}\n{{% endblock %}}\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (EXTENDED + write_block("pod", "podSpecPatch: ${{ tmplate.name }}"), 3, "'tmplate' is undefined",
         "did you mean 'template'?"),
        (EXTENDED + write_block("pod", "podSpecPatch: ${{ quux }}"), 3, "'quux' is undefined",
         "variables: code, construct, field, source, template, workflow"),
        (EXTENDED + write_block("pod", "podSpecPatch: ${{ template.name | uper }}"), 3, "No filter named 'uper'.",
         "did you mean 'upper'?"),
        (EXTENDED + write_block("pod", "podSpecPatch: ${{ {} | to_yaml }}"), 3, "No filter named 'to_yaml'.",
         "use the value without a filter: `${{ }}` places any value"),
        (EXTENDED + write_block("limits", "${{ super }}"), 3, "`super` is a function: use `super()`", ""),
        (EXTENDED + write_block("limits", "parallelism: 1\n{{ super() }}"), 4,
         "`{{ super() }}` is a tag of Argo: use `${{ super() }}`", ""),
        (EXTENDED.replace("argogen/", "") + write_block("limits", ""), 1,
         "the template extends itself: use `argogen/constructs/template.yaml.j2` for the built-in template", ""),
        (EXTENDED + write_block("settings", "nodeSelector: {a: b}") + write_block("scheduling", "nodeSelector: {a: c}"),
         5, ("block `scheduling` is not rendered: `settings`, which contains it, is replaced in this file; "
             "add `${{ super() }}` to `settings`, or move the lines into it"), ""),
    ],
)  # fmt: skip
def test_the_cause_is_reported(refuse_pipeline: Refuse, text: str, line: int, message: str, hint: str) -> None:
    [diagnostic] = refuse_pipeline({"constructs/template.yaml.j2": text}, PIPELINE)
    assert (diagnostic.place.line, diagnostic.message, diagnostic.hint) == (line, message, hint)


def test_a_block_inside_of_one_that_calls_super_is_rendered(render_pipeline: Callable[..., dict[str, object]]) -> None:
    blocks = write_block("settings", "daemon: true\n${{ super() }}") + write_block("scheduling", "nodeSelector: {a: c}")
    manifest = render_pipeline({"constructs/template.yaml.j2": EXTENDED + blocks}, PIPELINE)
    assert str(manifest).count("nodeSelector") == 1


def test_a_field_that_renders_itself_is_reported_with_the_built_in_template(refuse_pipeline: Refuse) -> None:
    text = '${{ field("env-var", env_var, value="x") }}\n'
    [diagnostic] = refuse_pipeline({"fields/env-var.yaml.j2": text}, f"{PIPELINE}env: {{A: b}}\n")
    assert '`field("argogen/env-var", …)` is the built-in template' in diagnostic.message


def test_a_field_without_a_built_in_template_that_renders_itself(refuse_pipeline: Refuse) -> None:
    files = {
        "fields/ours.yaml.j2": '${{ field("ours", {"a": 1}) }}\n',
        "fields/env-var.yaml.j2": '${{ field("ours", env_var) }}\n',
    }
    [diagnostic] = refuse_pipeline(files, f"{PIPELINE}env: {{A: b}}\n")
    assert diagnostic.message.endswith("`fields/ours.yaml.j2` may use itself")


def test_an_unknown_field_is_reported_with_the_line_of_the_override(refuse_pipeline: Refuse) -> None:
    text = EXTENDED + "{# podSpecPach is not known #}\n" + write_block("pod", "podSpecPach: a")
    [diagnostic] = refuse_pipeline({"constructs/template.yaml.j2": text}, PIPELINE)
    assert diagnostic.message.endswith("(in ours/constructs/template.yaml.j2:4)")
    assert diagnostic.hint == "did you mean 'podSpecPatch'?"


def test_only_an_unknown_field_is_reported_with_a_line(refuse_pipeline: Refuse) -> None:
    text = '{% extends "argogen/constructs/container.yaml.j2" %}\n{# templates: #}\n' + write_block("body", "")
    [diagnostic] = refuse_pipeline({"constructs/container.yaml.j2": text}, PIPELINE)
    assert diagnostic.message.endswith("has no body")


def test_an_unused_file_that_is_not_utf_8_hides_no_error(
    render_pipeline: Callable[..., object], refuse_pipeline: Refuse, tmp_path: Path
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/latin.j2").write_bytes(b"\xff")
    render_pipeline({}, PIPELINE)
    text = EXTENDED + write_block("pod", "podSpecPach: a")
    [diagnostic] = refuse_pipeline({"constructs/template.yaml.j2": text}, PIPELINE)
    assert diagnostic.message.endswith("(in ours/constructs/template.yaml.j2:3)")
