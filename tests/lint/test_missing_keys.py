"""Whether an expression may handle a key that some items lack depends on the patch level of Argo."""

from __future__ import annotations

import pytest

from argogen.argo.versions import parse_version

from .linting import lint

TEXT = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - name: each
        template: take
        withItems: [{name: a, size: 2}, {name: b}]
        arguments: {parameters: [{name: o, value: "{{=VALUE}}"}]}
  - name: take
    inputs: {parameters: [{name: o}]}
    container: {image: "busybox:1.36", command: [echo, "{{inputs.parameters.o}}"]}
"""


def check(value: str, version: str) -> list[str]:
    return [found.code for found in lint(TEXT.replace("VALUE", value), argo_version=parse_version(version))]


@pytest.mark.parametrize("version", ["3.5", "3.6", "3.7.10", "3.7.16", "4.0.1", "4.0.7", "4.1", "4.1.2"])
@pytest.mark.parametrize("value", ["item.size ?? 1", "string(item.size ?? 1) + item.name", "item['size'] ?? 'none'"])
def test_a_missing_key_before_the_operator_is_accepted(value: str, version: str) -> None:
    assert check(value, version) == []


@pytest.mark.parametrize("version", ["3.7", "3.7.12", "4.0", "4.0.2", "4.0.6"])
@pytest.mark.parametrize("value", ["item.size ?? 1", "item.name + string(item.size ?? 1)"])
def test_some_patch_levels_reject_it(value: str, version: str) -> None:
    assert check(value, version) == ["unknown-item-key"]


@pytest.mark.parametrize(
    "value", ["1 ?? item.size", "item.name == 'a' ? item.size : 1", "(item.name ?? 'b') + item.size"]
)
def test_keys_elsewhere_must_exist(value: str) -> None:
    assert check(value, "4.1") == ["unknown-item-key"]
