from __future__ import annotations

from typing import Any

import pytest

from argogen.language.settings.expansion import expand_settings
from argogen.language.settings.merging import merge, merge_layers, merge_settings, split_settings
from tests.language.settings.templates import read

# What lies under, what is written over it, and what both come to, in the parts base, env and mounts.
MERGED = {
    ("retry: {limit: 2, retryPolicy: OnError}", "retry: 5"): {"retry": {"limit": 5, "retryPolicy": "OnError"}},
    ("retry: 3", "retry: {retryPolicy: Always}"): {"retry": {"limit": 3, "retryPolicy": "Always"}},
    ("retry: 3", "retry: {}"): {"retry": {"limit": 3}},
    ("retry: 3", "retry: null"): {},
    ("retry: {limit: 2, backoff: {duration: 10s}}", "retry: {backoff: {factor: 2}}"): {
        "retry": {"limit": 2, "backoff": {"duration": "10s", "factor": 2}}
    },
    ("resources: {limits: {gpu: 1, cpu: 1}}", "resources: {limits: {nvidia.com/gpu: 2}}"): {
        "resources": {"limits": {"nvidia.com/gpu": 2, "cpu": 1}}
    },
    ("resources: {limits: {nvidia.com/gpu: 1}}", "resources: {limits: {gpu: null}}"): {"resources": {"limits": {}}},
    ("shell: bash", "shell: [sh, -euc]"): {"shell": ["sh", "-euc"]},
    ("labels: {a: 1, b: 2}", "labels: {b: x, c: 3}"): {"labels": {"a": "1", "b": "x", "c": "3"}},
    ("deadline: 1h", "deadline: 60"): {"deadline": 60},
}


def overlay(*texts: str) -> Any:
    layers = [split_settings(expand_settings(read(text))) for text in texts]
    merged = split_settings({})
    for layer in layers:
        merged = merge_settings(merged, layer)
    assert merge_layers(layers) == merged._replace(removed=frozenset())
    return merged


@pytest.mark.parametrize(("texts", "merged"), MERGED.items())
def test_a_shorthand_merges_as_what_it_is_short_for(texts: tuple[str, str], merged: Any) -> None:
    assert overlay(*texts).base == merged


def test_variables_and_mounts_replace_one_another_by_name() -> None:
    found = overlay(
        "{env: {A: {secret: s, key: k, optional: true}, B: b, C: c}, mounts: {/a: {volume: v, sub_path: s}, /b: v}}",
        "{env: {A: {config_map: m, key: k}, B: null}, mounts: {/a: w, /b: {empty_dir: {}}}}",
    )
    assert found.env == {"A": {"config_map": "m", "key": "k"}, "C": {"value": "c"}}
    assert found.mounts == {"/a": {"volume": "w"}, "/b": {"empty_dir": {}}}


def test_all_variables_are_removed_at_once() -> None:
    assert overlay("env: {A: a}", "env: null").env == {}
    assert overlay("env: {A: a}", "env: null", "env: {B: b}").env == {"B": {"value": "b"}}


def test_what_is_not_changed_is_shared() -> None:
    lower = split_settings(read("{image: a, retry: {limit: 3}, env: {A: {value: a}}}"))
    upper = split_settings(read("env: {B: {value: b}}"))
    merged = merge_settings(lower, upper)
    assert merged.base is lower.base
    assert merged.mounts is lower.mounts


def test_merging_changes_neither_side() -> None:
    lower, upper = read("{a: {b: 1, c: 2}}"), read("{a: {b: null, d: 3}, e: null}")
    assert merge(lower, upper) == {"a": {"c": 2, "d": 3}}
    assert merge_layers([split_settings(lower), split_settings(upper)]).base == {"a": {"c": 2, "d": 3}}
    assert (lower, upper) == (read("{a: {b: 1, c: 2}}"), read("{a: {b: null, d: 3}, e: null}"))
