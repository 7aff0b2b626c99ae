"""Patches of pods, which Argo refuses without a reason."""

from __future__ import annotations

import pytest

from argogen.executors.pods.patches import read_patch
from argogen.runner.execution import CannotStartError


@pytest.mark.parametrize(
    "text",
    [
        "containers: [",
        "5",
        "{containers: 5}",
        "{volumes: [x]}",
        "{containers: [{image: x}]}",
        "{containers: [{name: main, image: 5}]}",
        "{containers: [{name: main, env: {A: b}}]}",
        "{initContainers: [{name: i, env: [{name: A, value: yes}]}]}",
        "{containers: [{name: main, command: x}]}",
        "{containers: [{name: main, args: [1]}]}",
    ],
)
def test_invalid_patches(text: str) -> None:
    with pytest.raises(CannotStartError, match="Error applying PodSpecPatch"):
        read_patch(text)


def test_a_patch() -> None:
    text = "containers: [{name: main, env: [{name: A, value: b}, {name: C}], args: [x], resources: {limits: {cpu: 1}}}]"
    assert read_patch(text)["containers"][0]["name"] == "main"
    assert read_patch("nodeSelector: {a: b}") == {"nodeSelector": {"a": "b"}}
