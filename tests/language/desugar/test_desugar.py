from __future__ import annotations

import pytest

from argogen.context import TemplateRef
from argogen.language.desugar import templates
from argogen.language.model.pipeline import (
    ArtifactModel,
    CallModel,
    CodeModel,
    ComponentUse,
    InheritedTemplate,
    OutputModel,
    PipelineModel,
    TemplateModel,
)
from argogen.language.vocabulary import bodies, setting_keys
from argogen.schemas import read_schema
from tests.language.pipelines import EVERYTHING, read_passes, read_pipeline
from tests.language.snapshots import freeze


def read_step(text: str) -> CallModel:
    pipeline = read_pipeline(f"{{name: x, steps: [{text}]}}")
    assert pipeline.main is not None
    return pipeline.main.groups[0][0]


def read_template(text: str) -> TemplateModel:
    template = read_step(text).own_template
    assert template is not None
    return template


def read_output(text: str) -> OutputModel:
    return read_template(f"{{name: a, run: x, outputs: {{o: {text}}}}}").outputs["o"]


def read_input(text: str) -> ArtifactModel:
    return read_step(f"{{name: a, use: b, artifacts: {{in: {{o: {text}}}}}}}").artifacts["o"]


def test_desugaring_twice_gives_the_same_and_changes_nothing() -> None:
    passes = read_passes(EVERYTHING)
    before = freeze(passes.document.data)
    assert freeze(passes.pipeline) == freeze(read_pipeline(EVERYTHING))
    assert freeze(passes.document.data) == before


def test_the_model_is_frozen() -> None:
    pipeline = read_pipeline(EVERYTHING)
    parts: list[PipelineModel | TemplateModel | CallModel] = [pipeline, *pipeline.roots()]
    for part in parts:
        with pytest.raises(AttributeError):
            part.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("slack", ComponentUse("slack")),
        ("library/notify", TemplateRef("library", "notify")),
        ("{name: library, template: notify, clusterScope: true}", TemplateRef("library", "notify", True)),
    ],
)
def test_forms_of_use(text: str, target: object) -> None:
    assert read_step(f"{{name: a, use: {text}}}").target == target


def test_a_whole_library_names_the_templates() -> None:
    pipeline = read_pipeline("{name: x, use: library, on_exit: {use: notify}}")
    assert pipeline.reference == TemplateRef("library")
    assert (pipeline.main, pipeline.on_exit) == (None, InheritedTemplate("notify"))


@pytest.mark.parametrize(
    ("text", "items", "alias"),
    [("'{{plan.x}}'", "{{plan.x}}", None), ("[1, 2]", [1, 2], None), ("{items: [1], as: n}", [1], "n")],
)
def test_forms_of_loops(text: str, items: object, alias: str | None) -> None:
    loop = read_step(f"{{name: a, run: x, for_each: {text}}}").loop
    assert loop is not None
    assert (loop.items, loop.alias) == (items, alias)


def test_a_loop_with_a_limit_gets_a_template_around_it() -> None:
    text = "{name: a, run: x, for_each: {items: [1], parallelism: 2}, when: 'true', continue_on: {failed: true}}"
    outside = read_step(text)
    wrapper = outside.own_template
    assert wrapper is not None
    inside = wrapper.wrapped
    assert inside is not None
    assert (wrapper.name, wrapper.parallelism, outside.loop, outside.when) == ("a-loop", 2, None, "true")
    assert inside.loop is not None
    assert (inside.name, inside.when, inside.continue_on) == ("a", None, {"failed": True})


def test_a_condition_about_the_item_stays_with_the_loop() -> None:
    step = read_step("{name: a, run: x, for_each: {items: [1], as: n, parallelism: 2}, when: '{{n}} > 1'}")
    assert step.when is None


@pytest.mark.parametrize(
    ("text", "source", "value"),
    [("/tmp/o", "path", "/tmp/o"), ("{path: /tmp/o}", "path", "/tmp/o"), ("", "returned", None)],
)
def test_forms_of_outputs(text: str, source: str, value: str | None) -> None:
    output = read_output(text)
    assert (output.source, output.path) == (source, value)


def test_a_string_among_the_outputs_of_steps_is_a_reference() -> None:
    outputs = "{one: '{{b.x}}', two: {parameter: '{{b.x}}'}}"
    template = read_template(f"{{name: a, steps: [{{name: b, run: x}}], outputs: {outputs}}}")
    assert [output.parameter for output in template.outputs.values()] == ["{{b.x}}"] * 2


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("'{{b.x}}'", {"from": "{{b.x}}"}),
        ("{from: '{{b.x}}', subPath: y}", {"from": "{{b.x}}", "subPath": "y"}),
        ("{from: steps.b.outputs.artifacts.x}", {"from": "steps.b.outputs.artifacts.x"}),
        ("{raw: {data: x}}", {"raw": {"data": "x"}}),
    ],
)
def test_forms_of_artifacts(text: str, fields: dict[str, object]) -> None:
    assert read_input(text).fields == fields


def test_needs_are_a_list_or_an_expression() -> None:
    main = read_pipeline("{name: x, tasks: {a: {run: x}, b: {run: x, needs: [a]}, c: {run: x, needs: a || b}}}").main
    assert main is not None
    assert [(task.needs, task.depends) for task in main.calls.values()] == [((), None), (("a",), None), ((), "a || b")]


def test_nested_lists_run_side_by_side() -> None:
    main = read_pipeline("{name: x, steps: [{name: a, run: x}, [{name: b, run: x}, {name: c, run: x}]]}").main
    assert main is not None
    assert [[call.name for call in group] for group in main.groups] == [["a"], ["b", "c"]]
    assert [call.path for call in main.calls.values()] == [("steps", 0), ("steps", 1, 0), ("steps", 1, 1)]


def test_code_in_short_and_in_full() -> None:
    short, full = (
        read_template(f"{{name: a, python: {text}, with: {{n: 1}}, outputs: [m]}}").content
        for text in ("jobs:run", "{function: jobs:run}")
    )
    assert isinstance(short, CodeModel)
    assert (short.target, short.arguments, short.results) == ("jobs:run", ("n",), {"m": False})
    assert freeze(short._replace(origin=())) == freeze(full._replace(origin=()))


def test_an_exit_handler_with_arguments_gets_steps_of_its_own() -> None:
    handler = read_pipeline("{name: x, run: x, on_exit: {run: y, with: {n: 1}}}").on_exit
    assert isinstance(handler, TemplateModel)
    assert (handler.body, list(handler.calls)) == ("steps", ["exit"])


def test_settings_of_the_workflow_are_expanded() -> None:
    pipeline = read_pipeline("{name: x, run: x, pod_gc: OnPodSuccess, retry: 3, schedule: '0 2 * * *'}")
    assert pipeline.settings == {"retry": {"limit": 3}, "pod_gc": {"strategy": "OnPodSuccess"}}
    assert (pipeline.kind, pipeline.cron) == ("CronWorkflow", {"schedules": ["0 2 * * *"]})


def test_raw_fields_of_a_call_stay_with_the_loop() -> None:
    outside = read_step("{name: a, use: c, for_each: {items: [1], parallelism: 2}, argo: {newField: 1}}")
    wrapper = outside.own_template
    assert wrapper is not None
    assert wrapper.wrapped is not None
    assert (outside.raw, wrapper.wrapped.raw) == ({}, {"newField": 1})


@pytest.mark.parametrize("kind", ["component", "handler", "hook", "step", "task"])
def test_no_key_of_a_step_is_overlooked(kind: str) -> None:
    """A key that is in neither list would be ignored on steps that have no other key of the list."""
    written = read_schema("pipeline")["$defs"][kind]["properties"].keys() - setting_keys() - set(bodies())
    assert written - {"name", "needs", "parameters"} <= templates._RARE_IN_CALLS | templates._RARE_IN_TEMPLATES
