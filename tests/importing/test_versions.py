"""An imported pipeline renders without options to its manifest: it has a version of Argo where it needs one."""

from __future__ import annotations

import pytest

from argogen import Session
from tests.oracle.same_manifest import find_differences

from .importing import read_all

MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: a}}
spec:
  entrypoint: main
{spec}
  templates:
  - name: main
    container: {{image: alpine:3.23, command: [date]}}
"""
NEW = {
    "podResources": ("  podResources: {limits: {cpu: '1'}}", "4.1"),
    "executorPlugins": (
        "  executorPlugins: [{metadata: {name: p}, spec: {sidecar: {container: {name: a, image: b}}}}]",
        "4.1",
    ),
    "nothing": ("", ""),
}


def convert(text: str, **options: str) -> str:
    result = Session().convert(text=text, filename="/nowhere/a.yaml", **options)  # type: ignore[arg-type]
    assert result.text, result.diagnostics
    return result.text


@pytest.mark.parametrize("kind", ["Workflow", "WorkflowTemplate"])
@pytest.mark.parametrize("name", NEW)
def test_a_version_is_kept_where_it_is_needed(name: str, kind: str) -> None:
    spec, version = NEW[name]
    manifest = MANIFEST.format(kind=kind, spec=spec)
    text = convert(manifest)
    assert read_all(text)[0].get("argo_version", "") == version
    rendered = Session().render(text=text, filename="/nowhere/a.yaml").text
    assert find_differences(read_all(manifest)[0], read_all(rendered)[0]) == []


@pytest.mark.parametrize("version", ["3.4", "3.5.2", "3.7", "4.0"])
def test_a_version_that_is_not_needed_is_not_kept(version: str) -> None:
    field = "  synchronization: {mutex: {name: m}}" if version < "3.6" else ""
    text = convert(MANIFEST.format(kind="Workflow", spec=field), argo_version=version)
    assert "argo_version" not in read_all(text)[0]


def test_only_the_documents_that_need_it_have_it() -> None:
    plain, newer = (MANIFEST.format(kind="Workflow", spec=NEW[name][0]) for name in ("nothing", "podResources"))
    assert [each.get("argo_version") for each in read_all(convert(f"{plain}---\n{newer}"))] == [None, "4.1"]
