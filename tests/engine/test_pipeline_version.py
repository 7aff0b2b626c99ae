"""A pipeline can choose the version of Argo, which projects and options override."""

from __future__ import annotations

import pytest

from argogen import Session
from argogen.argo.versions import ArgoVersion
from argogen.engine.options import RequestOptions, resolve_options

ROW = "name: a\n{head}\nimage: 'alpine:3.23'\nrun: date\npod_resources: {{limits: {{cpu: '1'}}}}\n"
LOCKED = "name: a\n{head}\nimage: 'alpine:3.23'\nrun: date\nsynchronization: {{mutexes: [{{name: m}}]}}\n"


def render(text: str, **options: str) -> tuple[str, list[str]]:
    result = Session().render(text=text, filename="/nowhere/a.yaml", **options)  # type: ignore[arg-type]
    return result.text, [found.message for found in result.diagnostics]


@pytest.mark.parametrize(("version", "is_known"), [("4.1", True), ("4.1.2", True), ("4.0", False), ("3.4.18", False)])
def test_it_is_the_version_of_the_manifest(version: str, is_known: bool) -> None:
    text, messages = render(ROW.format(head=f'argo_version: "{version}"'))
    minor = ".".join(version.split(".")[:2])
    assert ("podResources" in text) is is_known
    assert messages == ([] if is_known else [f"'pod_resources' requires Argo 4.1 or later (version: {minor})"])


@pytest.mark.parametrize(("given", "field"), [("3.5", "mutex:"), ("3.6", "mutexes:"), ("4.1.0", "mutexes:")])
def test_the_form_of_a_field_follows_it(given: str, field: str) -> None:
    assert field in render(LOCKED.format(head=f'argo_version: "{given}"'))[0]


def test_an_option_overrides_it() -> None:
    text = ROW.format(head='argo_version: "4.1"')
    assert render(text, argo_version="3.7")[1] == ["'pod_resources' requires Argo 4.1 or later (version: 3.7)"]
    assert "podResources" in render(ROW.format(head="argo_version: '3.7'"), argo_version="4.1")[0]


def test_each_document_has_its_own() -> None:
    newer, older = ROW.format(head='argo_version: "4.1"'), LOCKED.format(head='argo_version: "3.5"')
    text, messages = render(f"{newer}---\n{older}---\n{LOCKED.format(head='')}")
    assert messages == []
    assert [part in text for part in ("podResources", "mutex:", "mutexes:")] == [True, True, True]


def test_it_can_come_from_a_variable() -> None:
    text = ROW.format(head="vars: {argo: '4.1'}\nargo_version: ${{ vars.argo }}")
    assert "podResources" in render(text)[0]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('argo_version: "3.7.99"', "unknown patch level of Argo 3.7: '3.7.99'"),
        ('argo_version: "2.12"', "invalid Argo version '2.12'"),
        ("argo_version: 4.1", "expected a string, found number 4.1"),
        (
            'components: {c: {argo_version: "4.1", run: date}}',
            "'argo_version' is a key of a pipeline, not of a component",
        ),
    ],
)
def test_mistakes(head: str, message: str) -> None:
    text, messages = render(f"name: a\n{head}\nimage: 'alpine:3.23'\nrun: date\n")
    assert (text, messages[0]) == ("", message)


@pytest.mark.parametrize("text", ["4.0", "4.1.2"])
def test_a_selected_version_wins(text: str) -> None:
    data = {"argo_version": text}
    assert str(resolve_options(RequestOptions()).for_pipeline(data).argo_version) == text
    selected = resolve_options(RequestOptions(argo_version=ArgoVersion("3.6")))
    assert selected.for_pipeline(data) is selected
