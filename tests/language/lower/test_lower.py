from __future__ import annotations

from argogen.argo.structure import VERSIONS, load_structure
from argogen.context import Context, as_json
from argogen.language.lower.context import lower
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.language.settings.effective import resolve_settings
from tests.language.pipelines import EVERYTHING, Passes, read_passes
from tests.language.snapshots import freeze

STRUCTURE = load_structure(VERSIONS[-1])


def lower_passes(passes: Passes, resolution: Resolution) -> Context:
    settings = resolve_settings(resolution.symbols.templates, passes.settings)
    return lower(resolution, settings.effective, {}, STRUCTURE, {}, passes.collector)


def write(text: str, step: str, pipeline: str = EVERYTHING) -> str:
    """Return a text as it is written in the template of a step."""
    resolution = read_passes(pipeline).resolve()
    template = next(template for template in resolution.symbols.templates if template.name == step)
    return str(TagWriter(Scope(template), resolution)(text))


def test_lowering_twice_gives_the_same_and_changes_nothing() -> None:
    passes = read_passes(EVERYTHING)
    resolution = passes.resolve()
    before = freeze(passes.pipeline)
    one, other = (lower_passes(passes, resolution) for _ in range(2))
    assert as_json(one) == as_json(other)
    assert freeze(passes.pipeline) == before
    assert not passes.diagnostics


def test_templates_are_in_the_order_of_calls() -> None:
    passes = read_passes(EVERYTHING)
    context = lower_passes(passes, passes.resolve())
    names = [template.name for template in context.templates]
    assert names == ["main", "plan", "score-loop", "score", "deep", "inner", "tell", "on-exit"]


def test_a_reference_is_written_as_the_tag_of_its_scope() -> None:
    assert write("a {{score.result}}", "inner") == "a {{inputs.parameters.result}}"
    assert write("{{=asInt(plan.chunks) + 1}}", "inner") == "{{=asInt(inputs.parameters.chunks) + 1}}"
    assert write("{{parameters.level}}", "plan") == "{{workflow.parameters.level}}"


def test_what_is_not_resolved_is_left_as_written() -> None:
    assert write("{{nobody.result}} {{workflow.name}} {{= 1 + }}", "inner") == (
        "{{nobody.result}} {{workflow.name}} {{= 1 + }}"
    )
