from __future__ import annotations

import pytest

from tests.language.settings.templates import build_resolver, read_layer, read_step

PACK = "{defaults: {image: pack, retry: {limit: 1, retryPolicy: OnError}}, profiles: {gpu: {image: gpu}}}"
PROJECT = "{defaults: {retry: 2, labels: {team: data}}}"
PIPELINE = "{defaults: {retry: {backoff: {duration: 1m}}}, profiles: {spot: {retry: 4}}}"


def test_layers_merge_from_the_lowest_to_the_step() -> None:
    resolver = build_resolver(PIPELINE, PACK, PROJECT)
    base = resolver.of(read_step("{run: x}")).base
    assert base["retry"] == {"limit": 2, "retryPolicy": "OnError", "backoff": {"duration": "1m"}}
    assert (base["image"], base["labels"]) == ("pack", {"team": "data"})
    step = read_step("{run: x, profile: [gpu, spot], retry: {backoff: null}}")
    assert resolver.of(step).base["retry"] == {"limit": 4, "retryPolicy": "OnError"}
    assert resolver.of(step).base["image"] == "gpu"


def test_steps_that_add_nothing_share_what_they_inherit() -> None:
    resolver = build_resolver(PIPELINE, PACK)
    one, other = resolver.of(read_step("{run: x}")), resolver.of(read_step("{run: y}"))
    assert one is other
    assert resolver.of(read_step("{run: z, env: {A: a}}")).base is one.base


def test_asking_twice_gives_the_same() -> None:
    resolver, step = build_resolver(PIPELINE, PACK), read_step("{run: x, profile: spot, env: {A: 1}}")
    assert resolver.of(step) == resolver.of(step)


def test_a_pipelines_profile_replaces_one_of_its_project() -> None:
    resolver = build_resolver("{profiles: {gpu: {retry: 1}}}", PACK)
    assert resolver.of(read_step("{run: x, profile: gpu}")).base == {
        "image": "pack",
        "retry": {"limit": 1, "retryPolicy": "OnError"},
    }


def test_final_settings_come_last() -> None:
    pack = read_layer("{final: {image: ours, env: {TEAM: data}}}", "acme")
    resolver = build_resolver("{defaults: {image: theirs}}", pack)
    for text in ("{run: x}", "{run: x, image: mine}", "{run: x, defaults: false}"):
        assert resolver.of(read_step(text)).base == {"image": "ours"}
        assert resolver.of(read_step(text)).env == {"TEAM": {"value": "data"}}


@pytest.mark.parametrize("body", ["steps: []", "tasks: {}", "use: other"])
def test_what_has_no_pod_of_its_own_inherits_nothing(body: str) -> None:
    assert build_resolver(PIPELINE, PACK).of(read_step(f"{{{body}, retry: 3}}")).base == {"retry": {"limit": 3}}


def test_the_places_are_those_of_what_was_written() -> None:
    layer = "{defaults: {retry: '{{a}}'}}"
    text = "{run: x, profile: p, env: {D: '{{d}}'}}"
    pipeline = f"{{defaults: {{timeout: '{{{{b}}}}'}}, profiles: {{p: {{deadline: '{{{{c}}}}'}}}}, steps: [{text}]}}"
    resolver, step = build_resolver(pipeline, layer), read_step(text)
    assert resolver.where(step, "{{a}}") == (0, "defaults", "retry")
    assert resolver.where(step, "{{b}}") == ("defaults", "timeout")
    assert resolver.where(step, "{{c}}") == ("profiles", "p", "deadline")
    assert resolver.where(step, "{{d}}") == ("steps", 0, "env", "D")
    assert resolver.where(step, "{{e}}") == ("steps", 0)
