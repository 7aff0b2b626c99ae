from __future__ import annotations

from typing import Any

import pytest

from argogen.language.settings.expansion import expand, expand_settings
from tests.language.settings.templates import read

SHORTHAND = {
    "retry: 3": {"limit": 3},
    'retry: "3"': {"limit": "3"},
    'retry: "{{parameters.tries}}"': {"limit": "{{parameters.tries}}"},
    "retry: {retryPolicy: OnError}": {"retryPolicy": "OnError"},
    "retry: null": None,
    "shell: bash": ["bash", "-c"],
    "shell: [sh, -euxc]": ["sh", "-euxc"],
    "env: {A: x, B: 1, C: true, D: 3.10, E: null}": {
        "A": {"value": "x"},
        "B": {"value": "1"},
        "C": {"value": "true"},
        "D": {"value": "3.10"},
        "E": None,
    },
    "env: {A: {secret: s, key: k}}": {"A": {"secret": "s", "key": "k"}},
    "mounts: {/a: data, /b: {empty_dir: {}}, /c: null}": {
        "/a": {"volume": "data"},
        "/b": {"empty_dir": {}},
        "/c": None,
    },
    "resources: {limits: {gpu: 1, cpu: 2}, requests: {cpu: 1}}": {
        "limits": {"nvidia.com/gpu": 1, "cpu": 2},
        "requests": {"cpu": 1},
    },
    "labels: {build: 1.10, tier: null}": {"build": "1.10", "tier": None},
    "annotations: {on: true}": {"on": "true"},
    "deadline: 90m": 5400,
    "deadline: 0.5": 1,
    "deadline: 0.1d": 8640,
    'deadline: "{{parameters.limit}}"': "{{parameters.limit}}",
    "timeout: 1.5d": "36h",
    "timeout: 50000d": "1200000h",
    "timeout: 100000.5": "100000.5s",
    "timeout: 1h30m": "1h30m",
    "pending_timeout: 60": "60s",
    "pod_gc: OnPodSuccess": {"strategy": "OnPodSuccess"},
    "ttl: 1d": {"secondsAfterCompletion": 86400},
    "ttl: {secondsAfterFailure: 60}": {"secondsAfterFailure": 60},
    "image_pull_secrets: [registry, {name: other}]": [{"name": "registry"}, {"name": "other"}],
    "schedule: '0 2 * * *'": {"schedules": ["0 2 * * *"]},
}


@pytest.mark.parametrize(("text", "expanded"), SHORTHAND.items())
def test_a_shorthand_is_what_it_is_short_for(text: str, expanded: Any) -> None:
    ((key, value),) = read(text).items()
    assert expand(key, value) == expanded


@pytest.mark.parametrize("text", SHORTHAND)
def test_what_is_expanded_stays(text: str) -> None:
    once = expand_settings(read(text))
    assert expand_settings(once) == once


def test_settings_without_shorthand_stay_the_same_object() -> None:
    settings = read("{image: a, retry: {limit: 3}, resources: {limits: {cpu: 1}}, timeout: 1h}")
    assert expand_settings(settings) is settings


@pytest.mark.parametrize(
    "text",
    [
        *("retry: [3]", "shell: 3", "env: [A]", "mounts: {/a: 3}", "resources: gpu", "resources: {limits: gpu}"),
        *("labels: x", "deadline: soon", "deadline: .inf", "timeout: 200000d", "timeout: [1]", "ttl: [1]"),
        "pod_gc: []",
    ],
)
def test_what_the_schema_refuses_stays(text: str) -> None:
    settings = read(text)
    assert expand_settings(settings) == settings
